"""The demonstration: invented people and programmes, loaded through the slices' own services."""
