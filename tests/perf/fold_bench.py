"""How fast events become state: `.venv/bin/python -m tests.perf.fold_bench [events]`.

One person with 100,000 events (some 40 years at three sessions a week, which nobody has). Baselines in the same run:
decoding the same events from JSON (what reading them costs anyway), and folding everything anew for each event.
Targets: a full fold under 2 s, one more event under 1 ms.
"""

import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta

import msgspec
from msgspec.structs import replace

from domain.catalogue.loader import load_catalogue
from domain.events.event import Event
from domain.events.kinds import EventDeleted, SetLogged
from domain.events.projection import Base, Projection, decode, effective, encode
from domain.events.reading import BATCH_MOST, read_batch
from domain.training.fold import TrainingFold
from domain.training.state import Training
from tests.histories import history_of, uuid_of
from tests.perf.machine import machine

ONE_BY_ONE = 200


def timed(run: Callable[[], object], times: int = 1) -> float:
    """Best of some runs, seconds."""
    best = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - began)
    return best


def many(count: int) -> list[Event]:
    """A history of about so many events."""
    events = history_of(1, max(30, int(count / 6.6)))
    return events[:count]


def folded(fold: TrainingFold, events: list[Event]) -> Projection[Training]:
    projection = Projection(fold)
    projection.add(events)
    projection.state()
    return projection


def one_more(projection: Projection[Training], last: Event, back: int) -> tuple[float, float]:
    """Median and worst milliseconds for adding one set `back` days before the last and reading the state."""
    taken = []
    for number in range(ONE_BY_ONE):
        what = replace(last, id=uuid_of(10**15 + back * 10**6 + number), day=last.day - timedelta(days=back))
        began = time.perf_counter()
        projection.add([what])
        projection.state()
        taken.append(1000 * (time.perf_counter() - began))
        gone = replace(what, id=uuid_of(10**16 + back * 10**6 + number), what=EventDeleted(event=what.id))
        projection.add([gone])
        projection.state()
    return statistics.median(taken), max(taken)


def main(count: int = 100_000) -> int:
    """Measure and print; a missed target is printed, not an error."""
    print(machine())
    fold = TrainingFold(load_catalogue())
    events = many(count)
    days = len({event.day for event in events})
    raw = msgspec.json.encode(events)
    print(f"{len(events)} events on {days} days, {len(raw) / 1e6:.1f} MB of JSON")
    decoding = timed(lambda: msgspec.json.decode(raw, type=list[Event]), 3)
    sorting = timed(lambda: effective(events), 3)
    whole = timed(lambda: folded(fold, events), 3)
    print(f"baseline: decode from JSON {decoding:.2f} s")
    print(f"corrections applied and sorted: {sorting:.2f} s ({sorting / decoding:.2f} x decode)")
    each = 1e6 * whole / len(events)
    print(f"full fold: {whole:.2f} s ({whole / decoding:.2f} x decode, {each:.1f} us an event; target 2 s)")
    projection = folded(fold, events)
    last = next(event for event in reversed(events) if isinstance(event.what, SetLogged))
    for back in (0, 7, 21):
        middle, worst = one_more(projection, last, back)
        ratio = 1000 * whole / middle
        target = "; target 1 ms" if back == 0 else ""
        print(
            f"one more set {back} days back: median {middle:.3f} ms, worst {worst:.2f} ms"
            f" ({ratio:.0f} x faster than anew{target})"
        )
    base = projection.before(last.day - timedelta(days=21))
    state = encode(base.state)
    recent = [event for event in events if event.day >= base.before]

    def current() -> None:
        held = Projection(fold, Base(state=decode(fold, state), before=base.before))
        held.add(recent)
        held.state()

    taken = timed(current, 20)
    print(f"from a snapshot of {len(state) / 1e3:.0f} kB and {len(recent)} recent events: {1000 * taken:.2f} ms")
    batch = [{"id": str(each.id), "at": each.at, "day": each.day, "what": each.what} for each in events[:BATCH_MOST]]
    body = msgspec.json.encode({"events": batch})
    now, catalogue = events[-1].at, load_catalogue()
    reading, plain = timed(lambda: read_batch(body, now, catalogue), 20), timed(lambda: msgspec.json.decode(body), 20)
    print(f"reading a batch of {BATCH_MOST}: {1000 * reading:.2f} ms ({reading / plain:.1f} x untyped decode)")
    return 0


if __name__ == "__main__":
    sys.exit(main(*(int(number) for number in sys.argv[1:])))
