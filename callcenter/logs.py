"""Where log lines go: JSON into a rotating file of mode 0600, warnings and worse also to the console.

No personal data is ever put into a line; numbers are masked where they are logged.
"""

import logging
import logging.handlers
import sys
from pathlib import Path

import structlog

LARGEST_BYTES = 20 * 2**20
KEPT_FILES = 10


def configure(folder: Path, name: str = "callcenter") -> Path:
    """Set up logging for this process; returns its log file. Each process has a `name` of its own."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"{name}.log"
    file.touch(mode=0o600)
    common: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*common, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    to_file = logging.handlers.RotatingFileHandler(file, maxBytes=LARGEST_BYTES, backupCount=KEPT_FILES)
    to_file.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            foreign_pre_chain=common,
        )
    )
    to_console = logging.StreamHandler(sys.stderr)
    to_console.setLevel(logging.WARNING)
    to_console.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                # The values of variables can be personal: never the renderer that shows them.
                structlog.dev.ConsoleRenderer(
                    colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
                ),
            ],
            foreign_pre_chain=common,
        )
    )
    root = logging.getLogger()
    root.handlers = [to_file, to_console]
    root.setLevel(logging.INFO)
    # httpx tells every request with its address, which can hold a number.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    return file
