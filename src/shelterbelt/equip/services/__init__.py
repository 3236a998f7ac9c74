"""Writes of equip."""
