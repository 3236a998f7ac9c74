"""The money of cohorts, for finance and leads."""
