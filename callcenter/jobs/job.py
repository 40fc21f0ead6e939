"""What a job is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from callcenter.jobs.schedule import Schedule

Stopping = Callable[[], bool]
"""Asked between two pieces of work: whether to come to an end."""
Counts = Mapping[str, int]
"""What was done, such as `deleted: 3`; for the log and the administrator."""


@dataclass(frozen=True, slots=True)
class Job:
    """`work` runs in a thread of its own, may block, and may be done twice: a crash can cut it off anywhere.

    `jobs.name_<name>` is its label in the message files.
    """

    name: str
    schedule: Schedule
    work: Callable[[Stopping], Counts]
