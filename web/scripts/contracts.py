"""Write the contracts that the web app is built on: `PYTHONPATH=. python web/scripts/contracts.py FOLDER`.

The OpenAPI document of the HTTP interface, and the JSON Schemas of the socket's messages, of recorded events and of the
stored plan, each as an OpenAPI document so that one generator reads them all. Nothing is started or connected.
"""

import json
import sys
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import msgspec

from api.app import create_app
from api.auth.origins import SessionCookie
from api.schemas.events import EventBatch, EventsRecorded
from api.schemas.socket import ClientMessage, ServerMessage
from api.wiring import Wiring
from domain.plan import PlanDocument


def http() -> dict[str, Any]:
    """The document at /schema/openapi.json; the routes are read, none of the services behind them is."""
    wiring = MagicMock(spec=Wiring, cookie=SessionCookie(secure=False))
    return create_app(wiring).openapi_schema.to_schema()


def structs(**named: Any) -> dict[str, Any]:
    """Structs as the schemas of a document without paths, each also under its name here."""
    found, components = msgspec.json.schema_components(
        tuple(named.values()), ref_template="#/components/schemas/{name}"
    )
    schemas = components | {name: schema for name, schema in zip(named, found, strict=True) if name not in components}
    return {
        "openapi": "3.1.0",
        "info": {"title": "FitAI", "version": "0.1.0"},
        "paths": {},
        "components": {"schemas": schemas},
    }


def main(folder: Path) -> None:
    """Write every contract into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    contracts = {
        "openapi": http(),
        "socket": structs(ClientMessage=ClientMessage, ServerMessage=ServerMessage),
        "events": structs(EventBatch=EventBatch, EventsRecorded=EventsRecorded),
        "plan": structs(PlanDocument=PlanDocument),
    }
    for name, document in contracts.items():
        text = json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False, default=str)
        (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
