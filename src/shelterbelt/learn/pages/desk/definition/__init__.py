"""A definition edited on pages: as a form and as text."""
