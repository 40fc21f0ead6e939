"""The topics as JSON Schema, for the browser side and for whoever else follows them.

`python -m callcenter.realtime.schema docs/realtime.json` writes it anew.
"""

import json
import sys
from pathlib import Path

from callcenter.realtime.topics import TOPICS


def schema_text() -> str:
    """JSON: for each topic its roles and the schema (2020-12) of its state."""
    topics = {
        kind.name: {
            "roles": sorted(kind.roles),
            "per_seat": kind.per_seat,
            "state": kind.state.model_json_schema(mode="serialization"),
        }
        for kind in TOPICS.values()
    }
    return json.dumps({"topics": topics}, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(schema_text(), encoding="utf-8")
