"""Numbers for a funder."""
