"""The real API process for the fault tests, with room in its rate limits: `python -m tests.faults.api_process PORT`."""

import os
import sys

import msgspec
import uvloop

from adapters.settings import load
from adapters.telemetry import logs
from api.auth.limits import ZONES, Zone
from api.server import listen, make_server, run_server
from api.wiring import wiring_from


async def _serve(port: int) -> None:
    settings = load(os.environ)
    logs.configure(settings.log_level, settings.log_format)
    async with wiring_from(settings) as wiring:
        roomy = msgspec.structs.replace(wiring, zones=dict.fromkeys(ZONES, Zone(limit=10**9, window_s=60)))
        await run_server(make_server(roomy), listen("127.0.0.1", port))


if __name__ == "__main__":
    uvloop.run(_serve(int(sys.argv[1])))
