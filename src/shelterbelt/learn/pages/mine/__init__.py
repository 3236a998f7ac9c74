"""What someone who sits on panels sees."""
