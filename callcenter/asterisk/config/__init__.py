"""Asterisk's configuration: typed input, templates, and the writer."""

from callcenter.asterisk.config.model import AsteriskConfig, Queue, Seat, Trunk, desk_key, queue_name
from callcenter.asterisk.config.render import render

__all__ = ["AsteriskConfig", "Queue", "Seat", "Trunk", "desk_key", "queue_name", "render"]
