"""Outside formats that this slice reads and writes, one per module."""
