"""Asking one rule, and settling what it saw."""

from collections.abc import Callable

import pytest

from domain.coaching.programming.program import Program
from domain.coaching.verifier.repair import Settled, settle, verify
from domain.coaching.verifier.rule import Context, Hit
from domain.coaching.verifier.rules import BY_ID
from domain.plan import Severity


@pytest.fixture
def hits() -> Callable[[str, Program, Context], list[Hit]]:
    """What one rule sees."""

    def ask(rule: str, program: Program, context: Context) -> list[Hit]:
        return list(BY_ID[rule].check(program, context))

    return ask


@pytest.fixture
def repaired(hits: Callable[[str, Program, Context], list[Hit]]) -> Callable[[str, Program, Context], Settled]:
    """The settled programme: the rule saw something, a finding tells its repair, and nothing that must go is left."""

    def run(rule: str, program: Program, context: Context) -> Settled:
        assert hits(rule, program, context)
        settled = settle(program, context)
        assert [finding for finding in settled.findings if finding.rule == rule and finding.repaired]
        left = [finding for finding in verify(settled.program, context) if finding.severity is not Severity.WARN]
        assert left == []
        return settled

    return run
