"""Calls from outside: the telephone of the health probe and of the practice citizens.

`phone` is the only module that imports pyVoIP (GPLv3). It runs as a process of its own,
`python -m callcenter.probe.phone`, and speaks JSON lines (`messages`) on its standard input
and output; nothing of the server imports it.
"""
