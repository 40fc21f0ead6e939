"""Korean questions to articles: a leaf that imports nothing else of this project."""
