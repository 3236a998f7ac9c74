"""Where an agency stands, in two minutes."""
