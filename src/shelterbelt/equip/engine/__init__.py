"""What the field knows about readiness and learning, as pure functions."""
