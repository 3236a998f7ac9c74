"""Who may do what: roles, actors and permissions that also yield the read filter."""
