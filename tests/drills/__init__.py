"""Drills: kill, restore, fill the disk, take the database away. Nothing acknowledged may be lost."""
