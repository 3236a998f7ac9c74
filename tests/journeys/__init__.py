"""Journeys: a real browser against a real server."""
