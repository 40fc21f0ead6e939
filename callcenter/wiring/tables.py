"""Every module with tables, imported so that the migrations know them all."""

from callcenter.agents import models as agents
from callcenter.callbacks import models as callbacks
from callcenter.calls import models as calls
from callcenter.citizens import models as citizens
from callcenter.floor import repairs
from callcenter.hours import models as hours
from callcenter.jobs import models as jobs
from callcenter.knowledge import models as knowledge
from callcenter.menus import models as menus
from callcenter.privacy import models as privacy
from callcenter.security import models as security
from callcenter.storage import outbox
from callcenter.tickets import models as tickets
from callcenter.transcripts import models as transcripts

__all__ = [
    "agents",
    "callbacks",
    "calls",
    "citizens",
    "hours",
    "jobs",
    "knowledge",
    "menus",
    "outbox",
    "privacy",
    "repairs",
    "security",
    "tickets",
    "transcripts",
]
