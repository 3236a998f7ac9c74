"""The fairness receipt for everyone."""
