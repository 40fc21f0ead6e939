"""Questions of the voice menu that stopped listening, as the administrator sees them on the board."""

from callcenter.menus.figures import MenuFigures
from callcenter.messages import sentence
from callcenter.realtime.topics import FloorAlert


def menu_notices(menus: MenuFigures) -> tuple[FloorAlert, ...]:
    """One alert a question, until somebody lets it listen again."""
    return tuple(
        FloorAlert(
            code=f"menu_off:{switch.place}",
            text=sentence(
                "floor.menu_off",
                facts={
                    "place": switch.place,
                    "speech": _percent(switch.speech_taken, switch.speech_tries),
                    "keys": _percent(switch.keys_taken, switch.keys_tries),
                },
            ),
            since=switch.off_at,
        )
        for switch in menus.off
    )


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
