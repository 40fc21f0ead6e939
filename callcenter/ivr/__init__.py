"""The voice-menu engine: flows in YAML, ``step(session, fact) -> commands``, pure.

A leaf: nothing here reads a clock, opens a socket, plays a sound or imports another
part of the application.
"""

from callcenter.ivr.engine import Engine
from callcenter.ivr.flow import Flow, FlowBook
from callcenter.ivr.path import render_path
from callcenter.ivr.session import Session, Status, Step

__all__ = ["Engine", "Flow", "FlowBook", "Session", "Status", "Step", "render_path"]
