"""Equip's outside formats: packs as files, and whole in one page."""
