"""`fitai preferences export` against real PostgreSQL."""

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner

from adapters.clock import SystemClock, TimeOrderedIds
from adapters.storage.engine import Engine
from adapters.storage.unit_of_work import unit_of_work_factory
from cli.preferences import command
from domain.events.event import NewEvent, keyed
from domain.events.kinds import ExerciseSwapped, SkipReason
from domain.identity.account import Role, User
from domain.identity.consents import Consent, Purpose

AT = datetime(2026, 1, 6, 8, tzinfo=UTC)


async def test_export_writes_a_line_for_each_pair(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = TimeOrderedIds()
    async with Engine(postgres_url, pool_size=1, application="fitai-test") as engine:
        user = User(id=ids.new(), email=f"{uuid4().hex}@example.org", display_name="x", password_hash="x",
                    role=Role.USER, created_at=AT)  # fmt: skip
        what = ExerciseSwapped(session=UUID(int=1), exercise="barbell-squat", to="goblet-squat", reason=SkipReason.TIME)
        yes = Consent(id=ids.new(), user_id=user.id, purpose=Purpose.IMPROVE_MODELS, granted=True, version=1, at=AT)
        async with unit_of_work_factory(engine, ids, SystemClock())() as uow:
            await uow.users.add(user)
            await uow.events.record(user.id, [keyed(NewEvent(id=uuid4(), at=AT, day=AT.date(), what=what))], AT, None)
            await uow.consents.add(yes)
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    file = tmp_path / "pairs.jsonl"
    # `asyncio.run` needs a thread without a loop.
    import anyio.to_thread

    done = await anyio.to_thread.run_sync(lambda: CliRunner().invoke(command, ["export", str(file)]))
    assert done.exit_code == 0, done.output
    (line,) = file.read_text().splitlines()
    assert json.loads(line) == {
        "source": "swap",
        "context": {"pattern": "squat", "reason": "time"},
        "chosen": "goblet-squat",
        "rejected": "barbell-squat",
    }
    none = await anyio.to_thread.run_sync(
        lambda: CliRunner().invoke(command, ["export", str(file), "--purpose", "research"])
    )
    assert (none.exit_code, file.read_text()) == (0, "")
