"""Cultivate: the network that outlives a programme, kept alive across sectors and borders for years."""
