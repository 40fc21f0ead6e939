"""How the weights of the matcher are learned: examples, then order, diction and certainty."""
