"""Three agencies over eighteen months: how they asked themselves, learned and changed."""
