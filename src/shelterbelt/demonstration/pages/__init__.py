"""The demonstration's pages. In any other mode their addresses do not exist."""
