"""Who may do what, and what was done: sign-in, sessions, roles, audit log."""
