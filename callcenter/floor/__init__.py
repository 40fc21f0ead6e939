"""The floor as it is now: calls, seats and queues bound together, and the pictures drawn of them."""
