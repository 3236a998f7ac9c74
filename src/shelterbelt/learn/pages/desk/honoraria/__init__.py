"""Money for people, as finance and leads see it."""
