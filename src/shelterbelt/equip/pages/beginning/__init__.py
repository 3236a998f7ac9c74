"""How an agency begins: whoever lets it in, and whoever is invited to lead it."""
