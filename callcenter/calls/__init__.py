"""Calls: one citizen's stay, from the first ring to the end of wrap-up, with all its marks."""
