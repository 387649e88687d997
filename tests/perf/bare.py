"""The baseline of the HTTP benchmarks: a route of ours without anything of ours around it, on the same server."""

import uvicorn
from litestar import Litestar

from api.server import listen


async def serve_bare(app: Litestar) -> None:
    """Serve on a free port of loopback until the process ends; the address is the first line that is printed."""
    listener = listen("127.0.0.1", 0)
    config = uvicorn.Config(
        app,
        http="httptools",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
    )
    print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    await uvicorn.Server(config).serve(sockets=[listener])
