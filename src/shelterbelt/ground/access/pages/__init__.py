"""Pages of accounts: where one arrives, second factor."""
