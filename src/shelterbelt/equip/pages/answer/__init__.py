"""What somebody answers themselves: by their account, or by a card."""
