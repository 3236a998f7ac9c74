"""People of an agency."""
