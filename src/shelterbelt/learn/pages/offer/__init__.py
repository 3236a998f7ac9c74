"""A place as its holder sees and answers it: offer, waiting list, change of mode, giving back."""
