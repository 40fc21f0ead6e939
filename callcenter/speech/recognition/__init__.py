"""Speech to text: one contract, the engines behind it, and their agreement as confidence.

Nothing is imported here: every engine may be missing on a machine, and importing the contract must
not need any of them.
"""
