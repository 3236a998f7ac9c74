"""Applying: by a secret link, without an account."""
