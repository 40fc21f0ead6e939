"""The HTTP API and the live topics as one OpenAPI document, made without starting anything."""

import json
import tempfile
from pathlib import Path
from typing import Any

from flask_openapi3.openapi import OpenAPI
from prometheus_client import CollectorRegistry
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from callcenter.realtime.gateway import Gateway
from callcenter.realtime.hub import Hub
from callcenter.realtime.topics import TOPICS
from callcenter.security.access import Guard
from callcenter.security.rate_limit import SignInLimit
from callcenter.settings import Settings
from callcenter.web.app import ProblemAnswer, allowed_origins, create_web
from callcenter.wiring.house import open_house
from callcenter.wiring.routes import routes
from callcenter.wiring.telephone import no_telephone

REASONS = {"413": "Content Too Large", "422": "Unprocessable Content"}
"""Names of RFC 9110; Python before 3.13 has older ones, and the document must not depend on it."""
SCHEMAS = "#/components/schemas/{model}"


def openapi_text() -> str:
    """JSON: every route, and beside their schemas those of the topics' states and of refusals."""
    document = _routes_document()
    models: list[type[BaseModel]] = [*(kind.state for kind in TOPICS.values()), ProblemAnswer]
    _, topics = models_json_schema([(model, "serialization") for model in models], ref_template=SCHEMAS)
    schemas = document["components"]["schemas"]
    for name, schema in topics["$defs"].items():
        if schemas.setdefault(name, schema) != schema:
            raise RuntimeError(f"two different models are called {name}")
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _routes_document() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder))
        house = open_house(settings)
        try:
            guard, limit = Guard(house.sessions, allowed_origins(settings)), SignInLimit()
            web = create_web(
                settings,
                routes(house, guard, limit, no_telephone()),
                Gateway(Hub(), guard),
                Path(folder),
                guard=guard,
                limit=limit,
                registry=CollectorRegistry(),
            )
        finally:
            house.database.close()
    if not isinstance(web, OpenAPI):
        raise TypeError("the web application describes itself")
    document: dict[str, Any] = web.api_doc
    for path in document["paths"].values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                response["description"] = REASONS.get(status, response["description"])
    return document
