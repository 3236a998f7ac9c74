"""Reads of `learn`, already narrowed to what the actor may see."""
