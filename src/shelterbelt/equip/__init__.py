"""Equip: agencies ready to notice and to respond without doing harm."""
