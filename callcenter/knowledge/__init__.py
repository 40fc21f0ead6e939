"""Articles beside the agent: found, read, sent and attached; what they lack becomes work of a desk."""
