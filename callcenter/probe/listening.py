"""What a citizen can tell by ear alone: that the menu is over, that somebody answered, whose turn it is.

Fed with the phone's `heard` reports, one a second. In the queue there is music; when an agent answers it
stops. So the end of a long sound, followed by quiet, is an agent (or the end of an announcement: then
speaking too early does no harm). In a talk, speech followed by quiet is the end of the agent's turn.
"""

from dataclasses import dataclass

from callcenter.probe.messages import Heard

_SOUNDING_MS = 200  # of a second; below it is quiet


@dataclass
class Ear:
    """Seconds of sound and of quiet, counted from the last `start_over`."""

    sounding: int = 0
    quiet: int = 0

    def hear(self, heard: Heard) -> None:
        """Take what one second brought."""
        if heard.sound_ms >= _SOUNDING_MS:
            self.sounding += 1
            self.quiet = 0
        else:
            self.quiet += 1

    def start_over(self) -> None:
        """Forget everything, for the next turn of the talk."""
        self.sounding = self.quiet = 0

    def over_after(self, sound: int, quiet: int) -> bool:
        """At least `sound` seconds of sound were heard, and then `quiet` seconds of quiet."""
        return self.sounding >= sound and self.quiet >= quiet
