"""Complaints: making one without an account, following it behind a link, and the officers' desk."""
