"""How well questions find their article: the question set, mishearing, measures."""
