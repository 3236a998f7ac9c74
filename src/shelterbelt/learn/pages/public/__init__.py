"""What everyone may read about programmes."""
