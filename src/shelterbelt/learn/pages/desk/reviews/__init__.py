"""Where the review of a cohort stands, for its staff."""
