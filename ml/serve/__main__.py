"""`python -m ml.serve`: the embedded model server, for one machine without a GPU.

llama.cpp's own server (from xllamacpp) in its own process, on loopback, speaking the Messages API. Once it listens it
prints one line of JSON on stdout, `{"url": ..., "pid": ..., "model": ...}`; or `{"error": ...}`, and exits with 2.
"""

import argparse
import os
import signal
import sys
import threading
from pathlib import Path
from types import ModuleType

import msgspec

from ml.serve.adapter import Adapter, AdapterUnfit, load_adapter
from ml.serve.parent import die_with_parent, stop_at_end_of
from ml.serve.warm import warm_up
from ml.serve.weights import EMBEDDED_MODEL, ModelNotInstalled, embedded_weights

# llama.cpp's OpenMP threads spin while they wait: with a core busy elsewhere that costs ten times the speed. It is read
# when the library is loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")


def main() -> int:
    """Serve until SIGTERM, SIGINT, or the end of the parent."""
    options = _options()
    if options.child:
        die_with_parent()
    try:
        weights = options.weights or embedded_weights()
        adapter = load_adapter(options.adapter) if options.adapter else None
    except (ModelNotInstalled, AdapterUnfit) as error:
        _say({"error": error.message})
        return 2
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if options.child:
        stop_at_end_of(sys.stdin.buffer, stop)

    import xllamacpp  # noqa: PLC0415 (100 MB of native code: loaded only by the process that serves)

    server = xllamacpp.Server(_parameters(xllamacpp, weights, adapter, options))
    _say({"url": server.listening_address, "pid": os.getpid(), "model": EMBEDDED_MODEL})
    if options.warm:
        threading.Thread(
            target=warm_up, args=(server, options.slots, adapter.name if adapter else ""), daemon=True
        ).start()
    stop.wait()
    # The server's threads end with the process; waiting for a generation to end would hold up the parent.
    os._exit(0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ml.serve", description="The embedded model server.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: loopback only)")
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--slots", type=int, default=4, help="answers generated at a time")
    parser.add_argument("--context", type=int, default=4096, help="tokens of prompt and answer, all slots together")
    parser.add_argument("--threads", type=int, default=min(os.cpu_count() or 2, 8))
    parser.add_argument("--weights", type=Path, help="another GGUF file")
    parser.add_argument("--adapter", type=Path, help="a GGUF adapter with its card; used by requests that name it")
    parser.add_argument("--no-warm", dest="warm", action="store_false", help="skip the warm-up")
    parser.add_argument("--child", action="store_true", help="end with the parent process and with the end of stdin")
    return parser.parse_args()


def _parameters(xllamacpp: ModuleType, weights: Path, adapter: Adapter | None, options: argparse.Namespace) -> object:
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(weights)
    parameters.model_alias = {EMBEDDED_MODEL}
    parameters.hostnames = [options.host]
    parameters.port = options.port
    if adapter is not None:
        # Loaded and not applied: a request that does not name it (the chat) gets the model as it is.
        parameters.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(str(adapter.path), 0.0)]
    parameters.n_parallel = options.slots
    parameters.n_ctx = options.context
    parameters.kv_unified = True
    parameters.cpuparams.n_threads = options.threads
    parameters.cpuparams_batch.n_threads = options.threads
    parameters.cors_origins = ""
    parameters.ui = False
    parameters.endpoint_slots = False
    parameters.endpoint_props = False
    parameters.endpoint_metrics = True
    parameters.verbosity = 1
    return parameters


def _say(line: dict[str, object]) -> None:
    sys.stdout.write(msgspec.json.encode(line).decode() + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
