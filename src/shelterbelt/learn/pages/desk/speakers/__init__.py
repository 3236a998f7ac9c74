"""Possible speakers of a cohort at the desk."""
