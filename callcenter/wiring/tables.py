"""Every module with tables, imported so that the migrations know them all."""

from callcenter.agents import models as agents
from callcenter.calls import models as calls
from callcenter.floor import repairs
from callcenter.security import models as security
from callcenter.storage import outbox

__all__ = ["agents", "calls", "outbox", "repairs", "security"]
