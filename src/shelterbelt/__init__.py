"""Shelterbelt trains, connects and equips the people who protect young people."""

__version__ = "0.1.0"
