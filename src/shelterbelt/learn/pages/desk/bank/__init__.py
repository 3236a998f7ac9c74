"""Bank files at the desk of finance: read, proposed, settled by a person; what is to be paid back."""
