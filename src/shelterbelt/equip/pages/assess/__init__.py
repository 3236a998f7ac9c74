"""Assessments, as an agency runs them."""
