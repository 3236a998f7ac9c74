"""Reads of equip, narrowed to what the actor may see."""
