"""Applications at the desk: list, file, export."""
