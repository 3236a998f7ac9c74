"""Sites of an agency and walks through them."""
