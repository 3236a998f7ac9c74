"""Selection at the desk: proposed, looked at with its goals and reasons, tried with other numbers, adopted, overruled."""
