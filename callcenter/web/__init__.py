"""The web server: one Flask application around the features' blueprints."""
