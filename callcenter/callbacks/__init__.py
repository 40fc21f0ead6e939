"""Work that unanswered calls leave behind: missed calls, promised callbacks, voice messages."""
