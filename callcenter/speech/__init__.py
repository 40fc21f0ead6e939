"""Sound to text and back. Here: what is said to callers, synthesised or recorded."""
