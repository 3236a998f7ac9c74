"""Pages on which the log is read."""
