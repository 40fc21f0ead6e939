"""Seats and the people in them: states, pauses, wrap-up."""
