"""A strategy: goals from gaps, actions, risks, sign-off, sharing, and what advisers are shown."""
