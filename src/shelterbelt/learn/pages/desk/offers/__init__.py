"""Places at the desk: seats, offers, waiting lists, announcements, and the history of one admission."""
