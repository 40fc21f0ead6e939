"""The site's settings in the words of the Asterisk configuration."""

from callcenter.asterisk.config import AsteriskConfig, Queue, Seat, Trunk
from callcenter.calls.legs import DESK_KEY
from callcenter.settings import Settings, TrunkMode


def desk_numbers(settings: Settings) -> dict[str, str]:
    """What a seat dials to reach the line of each desk, such as `*2`."""
    return {desk.name: f"{DESK_KEY}{digit}" for digit, desk in enumerate(settings.desks, start=1)}


def asterisk_config(settings: Settings) -> AsteriskConfig:
    """Raises `pydantic.ValidationError` when the settings cannot be an Asterisk's."""
    asterisk, routing = settings.asterisk, settings.routing
    host, _, port = asterisk.trunk.host.partition(":")
    return AsteriskConfig(
        run_dir=settings.data.absolute() / "asterisk",
        sounds_dir=settings.data.absolute() / "sounds",
        recording_dir=settings.data.absolute() / "recordings",
        bind=asterisk.bind,
        sip_port=asterisk.ports.sip,
        http_port=asterisk.ports.http,
        ami_port=asterisk.ports.manager,
        rtp_start=asterisk.ports.rtp_first,
        rtp_end=asterisk.ports.rtp_last,
        rtp_timeout=asterisk.lost_agent_seconds,
        seats=tuple(Seat(extension=e, name=f"상담석 {e}") for e in settings.extensions),
        queues=tuple(
            Queue(
                key=desk.name,
                name=desk.label,
                digit=str(digit),
                timeout=routing.ring_seconds,
                max_wait=routing.queue_wait_seconds,
                service_level=routing.service_level_seconds,
            )
            for digit, desk in enumerate(settings.desks, start=1)
        ),
        trunk=Trunk(
            mode="registration" if asterisk.trunk.mode is TrunkMode.REGISTRATION else "ip",
            host=host,
            port=int(port or 5060),
            user=asterisk.trunk.user or "",
            secret=asterisk.trunk.password.get_secret_value() if asterisk.trunk.password else None,
            allowed=asterisk.trunk.allowed,
            caller_id=asterisk.trunk.caller_id,
        ),
        external_address=asterisk.external_address,
        local_networks=asterisk.local_networks,
        asr_url=f"ws://127.0.0.1:{asterisk.ports.media}/media",
        hotline_numbers=(settings.city.hotline,),
        fallback_queue=settings.fallback_desk,
    )
