"""The parts of a rule: what it reads (`Context`), what it sees (`Hit`), and the rule itself."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from domain.catalogue.types import Catalogue
from domain.coaching.person import Person
from domain.coaching.planning.menu import Menu
from domain.coaching.planning.proposal import Frame
from domain.coaching.programming.program import Program
from domain.plan import Finding, Screening, Severity
from domain.profile import NutritionPreferences
from domain.text.messages import say


class Context(Struct, frozen=True, kw_only=True):
    """What a programme is judged against.

    `eating` holds diet and allergies (texts may not name what they exclude). `spare` is the planner's own programme,
    which gives the days that cannot be repaired; None while that programme itself is being settled.
    """

    person: Person
    menu: Menu
    catalogue: Catalogue
    screening: Screening
    frame: Frame
    eating: NutritionPreferences = NutritionPreferences()
    spare: Program | None = None


class Hit(Struct, frozen=True, kw_only=True):
    """One place where a rule is broken. `session` and `item` are indices, -1 where the whole is meant.

    `numbers` are the values compared, `words` the other parameters of the rule's text; `part` names what is meant when
    it is neither a session nor an item (`weeks`, `nutrition`, `overview`).
    """

    session: int = -1
    item: int = -1
    part: str = "plan"
    numbers: dict[str, float] = {}
    words: dict[str, str] = {}

    @property
    def where(self) -> str:
        """The path that a finding shows: `day[1].exercise[3]`, `day[1]` or the part's name."""
        if self.session < 0:
            return self.part
        return f"day[{self.session}]" + ("" if self.item < 0 else f".exercise[{self.item}]")


class Repaired(Struct, frozen=True, kw_only=True):
    """A programme after a repair; `how` is a key below `rules.repair`, `words` are that text's parameters."""

    program: Program
    how: str
    words: dict[str, object] = {}


Check = Callable[[Program, Context], Iterable[Hit]]
Repair = Callable[[Program, Context, Hit], Repaired | None]


class Rule(Struct, frozen=True, kw_only=True):
    """A row of the rule catalogue.

    `numbers` are the limits, `source` where they come from. `text` is the key of the person's sentence below
    `rules.reason` (the id when empty). `repair` returns None when it can do nothing; WARN rules have none.
    """

    id: str
    severity: Severity
    title: str
    source: str
    check: Check
    repair: Repair | None = None
    numbers: dict[str, float] = {}
    text: str = ""

    def finding(self, hit: Hit, locale: str, repaired: str = "") -> Finding:
        """`hit` as a finding in `locale`."""
        shown = {name: tidy(value) for name, value in hit.numbers.items()}
        reason = say(locale, f"rules.reason.{self.text or self.id}", **shown, **hit.words)
        return Finding(
            rule=self.id,
            severity=self.severity,
            where=hit.where,
            reason=reason,
            numbers=hit.numbers,
            repaired=repaired,
        )


def tidy(value: float) -> str:
    """A number as a person writes it: no decimals when whole, else one (two below 2)."""
    if value == round(value):
        return str(round(value))
    return f"{value:.2f}".rstrip("0") if abs(value) < 2 else f"{value:.1f}".removesuffix(".0")
