"""Learning packs: for everyone to read, for each to keep up, for leaders to ask."""
