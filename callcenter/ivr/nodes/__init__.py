"""Node types, one file each. Every module here is found by itself: a new type is one more file."""
