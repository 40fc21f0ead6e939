"""`callcenter run --check`: one call through everything, on ports and in a folder of its own."""
