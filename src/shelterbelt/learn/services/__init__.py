"""Writes of `learn`: one function per thing that may be done."""
