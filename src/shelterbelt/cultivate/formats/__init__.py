"""Outside formats of `cultivate`, one file each."""
