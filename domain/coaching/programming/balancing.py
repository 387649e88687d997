"""The week as a whole: sets come and go until volume, recovery, push against pull and the minutes are right.

A change is one set of one item (or a small item as a whole), and each leaves its rule id on what stays.
"""

from collections import Counter

from msgspec.structs import replace

from domain.coaching.person import Person
from domain.coaching.planning.proposal import DayKind, Role, Scheme
from domain.coaching.programming.dosing import piece_seconds
from domain.coaching.programming.program import Session, WorkItem
from domain.coaching.programming.schemes import SHORT_SESSION, planned_minutes, set_range
from domain.coaching.programming.timing import fit, is_piece, item_minutes, session_minutes
from domain.coaching.programming.volume import (
    HARD_ROLES,
    MAJOR,
    PULL_PATTERNS,
    PUSH_PATTERNS,
    PUSH_PULL_HIGH,
    PUSH_PULL_LOW,
    bands,
    push_pull_sets,
    session_cap,
    session_sets,
    shares,
    weekly_sets,
)
from domain.profile import Weekday

FULL_ENOUGH = 0.92
"""A session that uses this share of the minutes is left as it is."""

MOST_SESSION_SETS = 26
"""Hard sets a session is filled up to (guides: 24-30 in 90 minutes)."""

REST_CAP = 8.0
"""Most sets of a group on the second of two neighbouring days, when the first was as hard."""

_GROUPS_TO_RAISE = ("back", "chest", "quads", "hamstrings", "glutes", "shoulders", "biceps", "triceps", "calves", "abs")
_GIVES_FIRST = (Role.ISOLATION, Role.CORE, Role.ACCESSORY, Role.MAIN, Role.POWER)
_TAKES_FIRST = (Role.MAIN, Role.ACCESSORY, Role.ISOLATION, Role.CORE)
_WEEK = tuple(Weekday)
_MOST_MOBILITY_SETS = 3
_LEAST_ITEMS = 3
_MOST_MOVES = 12
_STEP_SECONDS = 60
_LONGEST_REST = {
    Scheme.STRENGTH: {Role.MAIN: 240, Role.ACCESSORY: 180, Role.ISOLATION: 120},
    Scheme.POWER: {Role.MAIN: 240, Role.ACCESSORY: 180, Role.ISOLATION: 120},
    Scheme.HYPERTROPHY: {Role.MAIN: 180, Role.ACCESSORY: 150, Role.ISOLATION: 90},
    Scheme.GENERAL: {Role.MAIN: 120, Role.ACCESSORY: 120, Role.ISOLATION: 90},
}
"""Upper ends of the guides' rests; light and endurance work keeps its short ones."""


class Week:
    """The sessions of a week while they are being balanced, with what this person may do in each."""

    def __init__(self, person: Person, sessions: tuple[Session, ...]) -> None:
        self.person = person
        self.sessions = list(sessions)
        self.bands = bands(person)
        self.caps = {group: session_cap(person, group) for group in self.bands}

    def balanced(self) -> tuple[Session, ...]:
        """Fit, trim, raise, balance, fill, in this order, within the minutes and under the most of every band."""
        self.sessions = [fit(session, self._minutes(session)) for session in self.sessions]
        self._trim_sessions()
        self._trim_week()
        self._ease_week()
        self._trim_neighbours()
        self._raise_groups()
        self._balance_push_pull()
        self.sessions = [self._filled(day) for day in range(len(self.sessions))]
        self._balance_push_pull()
        return tuple(self.sessions)

    def _minutes(self, session: Session) -> int:
        """Minutes this session may take."""
        return planned_minutes(self.person, session.kind)

    # --- taking away ---

    def _trim_sessions(self) -> None:
        for day, session in enumerate(self.sessions):
            for group in session_sets(session.items):
                self._trim_to(day, group, self.caps[group], "VOL-max")

    def _trim_week(self) -> None:
        for group in weekly_sets(self.sessions):
            while weekly_sets(self.sessions).get(group, 0.0) > self.bands[group].most:
                loads = [session_sets(session.items).get(group, 0.0) for session in self.sessions]
                heaviest_first = sorted(range(len(loads)), key=lambda day: -loads[day])
                if not any(self._take(day, group, "VOL-max") for day in heaviest_first):
                    break

    def _ease_week(self) -> None:
        """Small direct work goes where presses, rows and squats fill a group beyond its useful range by themselves."""
        for group in self.bands:
            while weekly_sets(self.sessions).get(group, 0.0) > self.bands[group].high:
                found = self._spare_work(group)
                if not found:
                    break
                _, day, place, lost = min(found)
                self._lessen(day, place, lost)

    def _spare_work(self, group: str) -> list[tuple[tuple[bool, float], int, int, int]]:
        """Direct work the week can lose: (order, day, place, sets). Isolation that comes twice, then accessory sets."""
        week = weekly_sets(self.sessions)
        often = Counter(item.exercise.pattern for session in self.sessions for item in session.items)
        found = []
        for day, session in enumerate(self.sessions):
            here = session_sets(session.items).get(group, 0.0)
            for place, item in enumerate(session.items):
                isolation = item.role is Role.ISOLATION
                if not (isolation or item.role is Role.ACCESSORY) or shares(item.exercise).get(group) != 1.0:
                    continue
                least = self._at_least(item)
                again = often[item.exercise.pattern] > 1 and len(session.items) > _LEAST_ITEMS
                lost = item.sets if least else 1
                if (not least or (isolation and again)) and self._can_spare(week, item, lost):
                    found.append(((not isolation, -here), day, place, lost))
        return found

    def _can_spare(self, week: dict[str, float], item: WorkItem, lost: int) -> bool:
        """True when no group falls out of its useful range without `lost` sets of `item`."""
        return all(week[hit] - lost * share >= self.bands[hit].low for hit, share in shares(item.exercise).items())

    def _trim_neighbours(self) -> None:
        on = {_WEEK.index(session.weekday): day for day, session in enumerate(self.sessions)}
        for position, first in on.items():
            second = on.get((position + 1) % len(_WEEK))
            if second is not None and second != first:
                for group, sets in session_sets(self.sessions[first].items).items():
                    if sets > REST_CAP:
                        self._trim_to(second, group, REST_CAP, "REC-1")

    def _trim_to(self, day: int, group: str, most: float, rule: str) -> None:
        while session_sets(self.sessions[day].items).get(group, 0.0) > most:
            if not self._take(day, group, rule):
                break

    def _take(self, day: int, group: str, rule: str) -> bool:
        """One set of `group` less: from what trains it directly, from the least valuable role, from most sets.

        An item at its fewest sets goes as a whole while three others stay; main work only shrinks.
        """
        items = self.sessions[day].items
        found = [
            (self._at_least(items[place]), -share, _GIVES_FIRST.index(items[place].role), -items[place].sets, -place)
            for place, share in enumerate(shares(item.exercise).get(group, 0.0) for item in items)
            if share and items[place].role in HARD_ROLES
        ]
        if not found:
            return False
        least, *_, place = min(found)
        place = -place
        if least and len(items) > _LEAST_ITEMS and items[place].role is not Role.MAIN:
            self.sessions[day] = replace(self.sessions[day], items=items[:place] + items[place + 1 :])
        elif items[place].sets > 1:
            self._change(day, place, items[place].sets - 1, rule)
        else:
            return False
        return True

    def _at_least(self, item: WorkItem) -> bool:
        """True for an item that has no set to give without losing its point."""
        return item.sets <= set_range(self.person, item.role)[0]

    # --- adding ---

    def _raise_groups(self) -> None:
        for group in _GROUPS_TO_RAISE:
            while weekly_sets(self.sessions).get(group, 0.0) < self.bands[group].low:
                direct = [
                    (day, place)
                    for day, session in enumerate(self.sessions)
                    for place, item in enumerate(session.items)
                    if item.role in _TAKES_FIRST and shares(item.exercise).get(group) == 1.0
                ]
                if not self._add(direct, "VOL-min") and not (group in MAJOR and self._make_room(group, direct)):
                    break

    def _make_room(self, group: str, direct: list[tuple[int, int]]) -> bool:
        """Take small work away that its own groups can spare, in a session where `group` could use the minutes."""
        week = weekly_sets(self.sessions)
        for day, place in sorted(direct, key=lambda spot: self.sessions[spot[0]].items[spot[1]].sets):
            item = self.sessions[day].items[place]
            if item.sets >= set_range(self.person, item.role)[2] or self._capped(day, item):
                continue
            for giver, other in reversed(list(enumerate(self.sessions[day].items))):
                if other.role is not Role.ISOLATION:
                    continue
                lost = other.sets if self._at_least(other) else 1
                if shares(other.exercise).get(group) != 1.0 and self._can_spare(week, other, lost):
                    self._lessen(day, giver, lost)
                    return True
        return False

    def _lessen(self, day: int, place: int, lost: int) -> None:
        items = self.sessions[day].items
        if lost < items[place].sets:
            self._change(day, place, items[place].sets - lost, "VOL-max")
        else:
            self.sessions[day] = replace(self.sessions[day], items=items[:place] + items[place + 1 :])

    def _balance_push_pull(self) -> None:
        """Towards 0.67 to 1.5: a set more of what is short, else a set of pushing less; pulling is never cut."""
        for _ in range(_MOST_MOVES):
            push, pull = push_pull_sets(self.sessions)
            if not push or not pull or PUSH_PULL_LOW <= push / pull <= PUSH_PULL_HIGH:
                return
            pushy = push > pull
            if self._add(self._of(PULL_PATTERNS if pushy else PUSH_PATTERNS), "BAL-1"):
                continue
            if not pushy or not self._push_less():
                return

    def _push_less(self) -> bool:
        """One set less of pushing where it is richest, accessory work before main work; one set always stays."""
        found = []
        for day, place in self._of(PUSH_PATTERNS):
            item = self.sessions[day].items[place]
            if item.sets > 1:
                found.append((self._at_least(item), _GIVES_FIRST.index(item.role), -item.sets, day, place))
        if not found:
            return False
        *_, day, place = min(found)
        self._change(day, place, self.sessions[day].items[place].sets - 1, "BAL-1")
        return True

    def _of(self, patterns: frozenset[str]) -> list[tuple[int, int]]:
        """Where hard work of these patterns is: (day, place)."""
        return [
            (day, place)
            for day, session in enumerate(self.sessions)
            for place, item in enumerate(session.items)
            if item.role in HARD_ROLES and item.exercise.pattern in patterns
        ]

    def _add(self, places: list[tuple[int, int]], rule: str) -> bool:
        """One set more where there is room (minutes, range, caps, bands): fewest sets first, then the higher role."""
        found = []
        for day, place in places:
            item = self.sessions[day].items[place]
            if item.role in _TAKES_FIRST and self._has_room(day, item):
                found.append((item.sets, _TAKES_FIRST.index(item.role), day, place))
        if not found:
            return False
        sets, _, day, place = min(found)
        self._change(day, place, sets + 1, rule)
        return True

    def _has_room(self, day: int, item: WorkItem, *, top: bool = False) -> bool:
        """True when one more set of `item` breaks nothing; `top` keeps within the useful range, not just the most."""
        session = self.sessions[day]
        total = sum(other.sets for other in session.items if other.role in HARD_ROLES)
        if item.sets >= set_range(self.person, item.role)[2] or total >= MOST_SESSION_SETS:
            return False
        longer = item_minutes(replace(item, sets=item.sets + 1)) - item_minutes(item)
        if session_minutes(session) + longer > self._minutes(session):
            return False
        return not self._capped(day, item, top=top)

    def _capped(self, day: int, item: WorkItem, *, top: bool = False) -> bool:
        """True when one more set of `item` is too much for one of its groups, in the session or in the week."""
        here, week = session_sets(self.sessions[day].items), weekly_sets(self.sessions)
        return not all(
            here.get(group, 0.0) + share <= self.caps[group]
            and week.get(group, 0.0) + share <= (self.bands[group].high if top else self.bands[group].most)
            for group, share in shares(item.exercise).items()
        )

    def _change(self, day: int, place: int, sets: int, rule: str) -> None:
        item = self.sessions[day].items[place]
        self._put(day, place, replace(item, sets=sets, rules=_with_rule(item.rules, rule)))

    def _put(self, day: int, place: int, item: WorkItem) -> None:
        session = self.sessions[day]
        self.sessions[day] = replace(session, items=(*session.items[:place], item, *session.items[place + 1 :]))

    # --- filling the time ---

    def _filled(self, day: int) -> Session:
        """The session with its minutes put to use: longer pieces, then sets inside the useful range, then rests.

        Recovery days stay short.
        """
        if self.sessions[day].kind is DayKind.RECOVERY:
            return self.sessions[day]
        self._stretch_pieces(day)
        for role in _TAKES_FIRST:
            self._fill_role(day, role)
        for place, item in enumerate(self.sessions[day].items):
            if item.role is Role.MOBILITY and not is_piece(item):
                self._fill_mobility(day, place)
        if self._minutes(self.sessions[day]) > SHORT_SESSION:
            self._rest_longer(day)
        return self.sessions[day]

    def _rest_longer(self, day: int) -> None:
        """What is still left goes into the rests, up to the upper end of the guides; longer rests cost no quality."""
        for role, most in _LONGEST_REST.get(self.sessions[day].scheme, {}).items():
            for place, item in enumerate(self.sessions[day].items):
                longer = replace(item, rest_s=most)
                fits = session_minutes(self.sessions[day]) + item_minutes(longer) - item_minutes(item) <= self._minutes(
                    self.sessions[day]
                )
                if item.role is role and item.sets > 1 and item.rest_s < most and fits and self._wants_more(day):
                    self._put(day, place, replace(longer, rules=_with_rule(item.rules, "TIM-fill")))

    def _fill_role(self, day: int, role: Role) -> None:
        for place in range(len(self.sessions[day].items)):
            item = self.sessions[day].items[place]
            if item.role is role and self._wants_more(day) and self._has_room(day, item, top=True):
                self._change(day, place, item.sets + 1, "TIM-fill")

    def _fill_mobility(self, day: int, place: int) -> None:
        item = self.sessions[day].items[place]
        more = replace(item, sets=item.sets + 1)
        longer = session_minutes(self.sessions[day]) + item_minutes(more) - item_minutes(item)
        fits = longer <= self._minutes(self.sessions[day])
        if item.sets < _MOST_MOBILITY_SETS and self._wants_more(day) and fits:
            self._change(day, place, item.sets + 1, "TIM-fill")

    def _stretch_pieces(self, day: int) -> None:
        """Continuous pieces share what time is left, the main one first; relaxation grows last."""
        pieces = [place for place, item in enumerate(self.sessions[day].items) if is_piece(item)]
        for place in sorted(pieces, key=lambda place: self.sessions[day].items[place].seconds or 0, reverse=True):
            session = self.sessions[day]
            item = session.items[place]
            _, _, most = piece_seconds(self.person, session.kind, item.exercise)
            left = int((self._minutes(session) - session_minutes(session)) * 60) // _STEP_SECONDS * _STEP_SECONDS
            longer = min(most, (item.seconds or 0) + left)
            if longer > (item.seconds or 0):
                self._put(day, place, replace(item, seconds=longer, rules=_with_rule(item.rules, "TIM-fill")))

    def _wants_more(self, day: int) -> bool:
        return session_minutes(self.sessions[day]) < FULL_ENOUGH * self._minutes(self.sessions[day])


def _with_rule(rules: tuple[str, ...], rule: str) -> tuple[str, ...]:
    """The rules with `rule` among them once."""
    return rules if rule in rules else (*rules, rule)
