"""Command line: the `callcenter` program and its parts."""
