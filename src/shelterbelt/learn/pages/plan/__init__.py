"""Plans of a cohort at the desk: read, tried, kept, published."""
