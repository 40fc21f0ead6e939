"""The JSON schema of a flow file, for editors."""

from __future__ import annotations

import json
from typing import Any

from callcenter.ivr.flow import flow_model


def flow_schema() -> dict[str, Any]:
    """JSON schema (draft 2020-12) of a flow file."""
    schema = flow_model().model_json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "IVR flow",
        "description": "One voice-menu flow of the contact centre.",
    }


def flow_schema_text() -> str:
    """The text of ``ivr_flows/flow.schema.json``."""
    return json.dumps(flow_schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
