"""What becomes of proposals when the rules look again."""

from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.adaptation.adaptation import reconciled
from domain.adaptation.changes import ChangeState, ScaleLoad, StoredChange, Suggestion

BASE, NEWER = UUID(int=1), UUID(int=2)
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def asked(rule: str = "r", subject: str = "", factor: float = 0.9, text: str = "why") -> Suggestion:
    return Suggestion(rule=rule, subject=subject, change=ScaleLoad(factor=factor), at_once=False, text=text)


def waits(suggestion: Suggestion, number: int = 9, base: UUID = BASE) -> StoredChange:
    return StoredChange(
        id=UUID(int=number),
        user_id=UUID(int=3),
        base=base,
        suggestion=suggestion,
        state=ChangeState.PROPOSED,
        through_seq=4,
        created_at=NOW,
    )


def test_the_same_proposal_stays_untouched() -> None:
    found = reconciled([asked()], [waits(asked())], base=BASE, through=7)
    assert (found.withdrawn, found.refreshed, found.added) == ((), (), ())


def test_a_new_one_is_added_and_one_whose_reason_is_gone_is_withdrawn() -> None:
    old, new = waits(asked("old")), asked("new")
    found = reconciled([new], [old], base=BASE, through=7)
    assert (found.withdrawn, found.refreshed, found.added) == ((old,), (), (new,))


def test_new_words_or_a_new_plan_keep_the_proposal_that_the_person_has_seen() -> None:
    for now, base in ((asked(text="newer"), BASE), (asked(), NEWER)):
        found = reconciled([now], [waits(asked())], base=base, through=7)
        assert (found.withdrawn, found.added) == ((), ())
        (refreshed,) = found.refreshed
        assert (refreshed.id, refreshed.suggestion, refreshed.base, refreshed.through_seq) == (
            UUID(int=9), now, base, 7,
        )  # fmt: skip


def test_another_change_than_the_person_was_shown_is_another_proposal() -> None:
    shown, now = waits(asked(factor=0.9)), asked(factor=0.8)
    found = reconciled([now], [shown], base=BASE, through=7)
    assert (found.withdrawn, found.refreshed, found.added) == ((shown,), (), (now,))


_suggestions = st.lists(
    st.builds(asked, st.sampled_from("abc"), st.sampled_from(("", "x")), st.sampled_from((0.8, 0.9))),
    unique_by=lambda each: (each.rule, each.subject),
)


@given(before=_suggestions, now=_suggestions, same_plan=st.booleans())
def test_afterwards_what_is_asked_for_waits_once_and_nothing_else(
    before: list[Suggestion], now: list[Suggestion], *, same_plan: bool
) -> None:
    waiting = [waits(suggestion, number) for number, suggestion in enumerate(before, 10)]
    found = reconciled(now, waiting, base=BASE if same_plan else NEWER, through=7)
    after = {change.id: change.suggestion for change in waiting}
    for change in found.withdrawn:
        del after[change.id]
    for change in found.refreshed:
        after[change.id] = change.suggestion
    left = [*after.values(), *found.added]
    key = str
    assert sorted(left, key=key) == sorted(now, key=key)
