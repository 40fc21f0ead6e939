"""Citizens: their numbers, households, history; masked unless there is a reason."""
