"""Composition: the only place that knows every part, and the only one that puts them together."""
