"""The checker's rules, by subject."""
