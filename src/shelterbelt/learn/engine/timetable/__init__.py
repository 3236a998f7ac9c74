"""Fair hours for a whole series of meetings across time zones."""
