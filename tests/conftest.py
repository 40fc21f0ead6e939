from hypothesis import settings

# A busy machine is no finding: examples are limited by number, not by time.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
