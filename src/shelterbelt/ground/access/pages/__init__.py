"""Pages of accounts: demonstration logins, second factor."""
