"""What screens see live: topics with a whole state each, in order, from one emitter."""
