"""A year of an agency, to print or to keep as a table."""
