"""The city's contact centre: calls, queues, seats, tickets and everything between them."""
