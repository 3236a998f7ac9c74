"""What is known about ties, introductions and groups, as pure Python: no framework, clock, disk or network."""
