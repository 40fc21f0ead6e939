"""How well the voice menu's questions are answered by speech and by keys, and which stopped listening."""
