"""One question to someone who knows a person, and what staff read of the answers."""
