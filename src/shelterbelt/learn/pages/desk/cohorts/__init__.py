"""Programmes and their cohorts at the desk: list, one cohort, new, copied, opened, closed."""
