"""What we know about people, as pure functions."""
