"""What programme staff see: one folder per journey."""
