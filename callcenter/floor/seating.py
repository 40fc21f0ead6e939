"""Who sits at an extension, as far as the floor cares."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seated:
    """A person and the queues that ring them."""

    user_id: int | None
    queues: tuple[str, ...]


NOBODY = Seated(user_id=None, queues=())
