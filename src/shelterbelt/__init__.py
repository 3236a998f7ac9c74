"""Shelterbelt trains, connects and equips the people who protect young people."""

import zoneinfo

__version__ = "0.1.0"

# Rules of time zones come from the locked tzdata package on every machine: a system's own files can be a year old
# (Debian's of 2025 put winter in Vancouver an hour off).
zoneinfo.reset_tzpath(to=())
