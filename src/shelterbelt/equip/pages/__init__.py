"""Pages of an agency: where it stands, its sites, its answers, what it learns, its strategy."""
