"""Panels: who sits on which panel of a series, by public rules, with the reasons and the proof."""
