"""Work that nobody waits for: delivering the outbox, retention, nightly checks; and what it found."""
