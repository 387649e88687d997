"""Injuries, conditions and pregnancy against exercises: what to avoid, limit or refer, and how hard one may work.

How rows combine (the rule the table was written for): of one condition and stage, a row for the exercise's movement
pattern beats the row for a joint it loads; otherwise the strictest matching row wins; several stages and conditions
combine by the strictest; `refer` beats everything. The table is cautious by default and no medical advice.

Rule ids: `INJ-<region>` for an injured region, `PRG-1` for pregnancy and birth, `MED-<condition>` for the rest,
`INJ-unmapped` for an injury that no region is known for, `MED-cannot_stand` for people who train seated or lying.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from domain.catalogue.demands import gentle, intensities, spinal_load, vigorous
from domain.catalogue.memo import PerCatalogue
from domain.catalogue.types import Advice, Catalogue, Contraindication, Exercise, Impact, Joint, Muscle
from domain.coaching.person import Person

CLEARED: Final = "cleared"
"""Stage of a condition: a professional has agreed to training with it."""

ALL: Final = "all"

UNMAPPED_RULE: Final = "INJ-unmapped"

CANNOT_STAND: Final = "cannot_stand"
"""A condition without rows: what is left is done sitting or lying, without the legs (our judgement)."""

_OFF_FEET: Final = frozenset({"seated", "supine", "prone", "side_lying"})
_FEET: Final = frozenset({Joint.KNEE, Joint.ANKLE})
_LEG_PATTERNS: Final = frozenset({"squat", "lunge", "hinge", "bridge"})
_LEGS: Final = frozenset(
    {Muscle.QUADRICEPS, Muscle.HAMSTRINGS, Muscle.GLUTES, Muscle.CALVES, Muscle.ADDUCTORS, Muscle.ABDUCTORS}
)

_TOO_MANY_SORE: Final = 3
"""An exercise that is allowed only with care for so many hurt regions at once is avoided (our judgement)."""

_STRICTNESS: Final = {Advice.OK_WITH_CARE: 1, Advice.LIMIT: 2, Advice.AVOID: 3, Advice.REFER: 4}
_REGIONS: Final = frozenset(Joint)

_LIFTED: Final = frozenset({("heart_disease", "any"), ("hernia", "after_repair")})
"""Referrals that clearance answers; those for acute symptoms stay."""

_IMPLIED: Final[dict[str, frozenset[str]]] = {"hernia": frozenset({"unrepaired"})}
"""A hernia has rows for named stages only; whatever else is said of it, those of an unrepaired one hold."""

Situation = tuple[str, frozenset[str]]
Target = tuple[str, str]


class Verdict(Struct, frozen=True, kw_only=True):
    """What the table says of one exercise for one person; `advice` is None when it says nothing.

    `rules` are the ids behind the advice, `notes` the table's own words for it, `patterns` what it offers instead.
    """

    advice: Advice | None
    rules: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()

    @property
    def allowed(self) -> bool:
        """Neither avoided nor referred."""
        return self.advice is not Advice.AVOID and self.advice is not Advice.REFER

    @property
    def limited(self) -> bool:
        """Allowed only with less load, range or speed."""
        return self.advice is Advice.LIMIT


SILENT: Final = Verdict(advice=None)
_UNPLACED_AVOID: Final = Verdict(advice=Advice.AVOID, rules=(UNMAPPED_RULE,))
_UNPLACED_LIMIT: Final = Verdict(advice=Advice.LIMIT, rules=(UNMAPPED_RULE,))
_ON_FEET: Final = Verdict(advice=Advice.AVOID, rules=(f"MED-{CANNOT_STAND}",))


class IntensityLimits(Struct, frozen=True, kw_only=True):
    """How hard this person may work: the strictest advice per intensity (`vigorous`, `heavy_load`, ...), and why.

    The figures that follow from it (per cent of the maximum, repetitions, seconds) are in
    `domain.coaching.programming.schemes`.
    """

    advice: dict[str, Advice]
    rules: dict[str, tuple[str, ...]]

    def forbids(self, intensity: str) -> bool:
        """Whether work of that intensity is avoided or referred."""
        return self.advice.get(intensity) in {Advice.AVOID, Advice.REFER}

    @property
    def referred(self) -> bool:
        """A professional comes before any training plan."""
        return self.advice.get(ALL) is Advice.REFER


def rule_id(condition: str) -> str:
    """The rule id that a condition's or region's rows are reported under."""
    if condition in _REGIONS:
        return f"INJ-{condition}"
    return "PRG-1" if condition == "pregnancy" else f"MED-{condition}"


def advise(exercise: Exercise, person: Person, catalogue: Catalogue) -> Verdict:
    """What the table says of one exercise, in the catalogue or not, for this person."""
    table, known = _table(catalogue), catalogue.exercises.get(exercise.id) is exercise
    if known:  # the catalogue's own exercises have been judged for each situation
        found = [table.verdicts(situation).get(exercise.id, SILENT) for situation in situations(person)]
    else:
        targets = _targets(exercise)
        found = [table.verdict(situation, exercise, targets) for situation in situations(person)]
    return _strictest([*found, _unplaced(exercise, person), _on_feet(exercise, person)])


def verdicts(person: Person, catalogue: Catalogue) -> dict[str, Verdict]:
    """`advise` for the whole catalogue, by exercise id; exercises that no row speaks of are left out."""
    found: dict[str, list[Verdict]] = defaultdict(list)
    for situation in situations(person):
        for id_, verdict in _table(catalogue).verdicts(situation).items():
            found[id_].append(verdict)
    everyone = person.cautious or CANNOT_STAND in person.conditions
    for id_, exercise in catalogue.exercises.items() if everyone else ():
        found[id_] += [_unplaced(exercise, person), _on_feet(exercise, person)]
    return {id_: said[0] if len(said) == 1 else _strictest(said) for id_, said in found.items()}


def intensity_limits(person: Person, catalogue: Catalogue) -> IntensityLimits:
    """The table's intensity rows for this person, with screening (`INT-3`) and unplaced injuries added."""
    advice: dict[str, Advice] = {}
    rules: dict[str, tuple[str, ...]] = {}

    def add(intensity: str, said: Advice, rule: str) -> None:
        before = advice.get(intensity)
        if before is None or _STRICTNESS[said] > _STRICTNESS[before]:
            advice[intensity], rules[intensity] = said, (rule,)
        elif said is before and rule not in rules[intensity]:
            rules[intensity] += (rule,)

    for condition, stages in situations(person):
        for row in _table(catalogue).intensity_rows(condition, stages):
            add(row.target, row.advice, rule_id(condition))
    if person.cautious:
        add("heavy_load", Advice.LIMIT, UNMAPPED_RULE)
        add("vigorous", Advice.LIMIT, UNMAPPED_RULE)
    if not person.vigorous_ok:
        add("vigorous", Advice.AVOID, "INT-3")
    return IntensityLimits(advice=advice, rules=rules)


def situations(person: Person) -> tuple[Situation, ...]:
    """Each injured region and condition with its stages, in a stable order."""
    found = {str(region): frozenset({"any"}) for region in person.regions}
    for condition, stages in person.conditions.items():
        found[condition] = stages | {"any"} | _IMPLIED.get(condition, frozenset())
    return tuple(sorted(found.items(), key=lambda item: item[0]))


class _Table:
    """The rows by condition and stage, and what they say of the catalogue's exercises, computed when first asked."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._rows: dict[Target, dict[Target, Contraindication]] = defaultdict(dict)
        for row in catalogue.contraindications:
            self._rows[row.condition, row.stage][row.target_type, row.target] = row
        self._direct = {id_: _targets(exercise) for id_, exercise in catalogue.exercises.items()}
        self._verdicts: dict[Situation, dict[str, Verdict]] = {}

    def verdicts(self, situation: Situation) -> dict[str, Verdict]:
        found = self._verdicts.get(situation)
        if found is None:
            found = {
                id_: verdict
                for id_, exercise in self._catalogue.exercises.items()
                if (verdict := self.verdict(situation, exercise, self._direct[id_])) is not SILENT
            }
            self._verdicts[situation] = found
        return found

    def verdict(self, situation: Situation, exercise: Exercise, targets: tuple[Target, ...]) -> Verdict:
        """What the rows of one condition say of one exercise."""
        condition, stages = situation
        rows = [row for stage in sorted(stages) for row in self._of_stage(condition, stage, stages, exercise, targets)]
        return _strictest([_said(row, exercise) for row in rows])

    def intensity_rows(self, condition: str, stages: frozenset[str]) -> Iterator[Contraindication]:
        for stage in sorted(stages):
            for row in self._rows.get((condition, stage), {}).values():
                if row.target_type == "intensity" and not _lifted(row, stages):
                    yield row

    def _of_stage(
        self, condition: str, stage: str, stages: frozenset[str], exercise: Exercise, targets: tuple[Target, ...]
    ) -> Iterator[Contraindication]:
        rows = self._rows.get((condition, stage))
        if not rows:
            return
        for target in targets:
            row = rows.get(target)
            if row is not None and not _lifted(row, stages):
                yield row
        if ("movement_pattern", exercise.pattern) not in rows:
            for joint in exercise.joints:
                if (row := rows.get(("loaded_joint", joint))) is not None:
                    yield row


def _said(row: Contraindication, exercise: Exercise) -> Verdict:
    """One row's verdict. A referral of all training still leaves movement as light as daily life, with care."""
    eased = row.advice is Advice.REFER and gentle(exercise)
    return Verdict(
        advice=Advice.LIMIT if eased else row.advice,
        rules=(rule_id(row.condition),),
        notes=(row.note,) if row.note else (),
        patterns=(row.substitute_pattern,) if row.substitute_pattern else (),
    )


def _targets(exercise: Exercise) -> tuple[Target, ...]:
    """What a row may name to mean this exercise, joints apart."""
    return (
        ("movement_pattern", exercise.pattern),
        ("position", exercise.position),
        ("impact", exercise.impact),
        ("exercise", exercise.id),
        *(("pattern_joint", f"{exercise.pattern}:{joint}") for joint in sorted(exercise.joints)),
        *(("intensity", intensity) for intensity in sorted(intensities(exercise))),
    )


def _lifted(row: Contraindication, stages: frozenset[str]) -> bool:
    return CLEARED in stages and row.advice is Advice.REFER and (row.condition, row.stage) in _LIFTED


def _unplaced(exercise: Exercise, person: Person) -> Verdict:
    """An injury that could not be placed rules out landings and loads on the spine, and asks for less effort."""
    if not person.cautious:
        return SILENT
    if exercise.impact is Impact.HIGH or exercise.pattern == "olympic_lift" or spinal_load(exercise):
        return _UNPLACED_AVOID
    return _UNPLACED_LIMIT if vigorous(exercise) else SILENT


def _on_feet(exercise: Exercise, person: Person) -> Verdict:
    """Nothing done standing, kneeling or by the legs for a person who cannot stand; stretches lying or sitting stay."""
    if CANNOT_STAND not in person.conditions:
        return SILENT
    driven = bool(exercise.joints & _FEET or _LEGS.intersection(exercise.primary))
    by_legs = exercise.pattern in _LEG_PATTERNS or (driven and exercise.pattern != "mobility")
    seated = exercise.position in _OFF_FEET and exercise.impact is Impact.NONE and not by_legs
    return SILENT if seated else _ON_FEET


def _strictest(found: list[Verdict]) -> Verdict:
    """The strictest verdict; those as strict as it are joined. Care for too many hurt regions at once becomes AVOID."""
    advices = [verdict.advice for verdict in found if verdict.advice is not None]
    if not advices:
        return SILENT
    strictest = max(advices, key=_STRICTNESS.__getitem__)
    same = [verdict for verdict in found if verdict.advice is strictest]
    if len(same) == 1:
        return same[0]
    sore = {rule for verdict in same for rule in verdict.rules if rule.startswith("INJ-")}
    if strictest is Advice.LIMIT and len(sore) >= _TOO_MANY_SORE:
        strictest = Advice.AVOID
    return Verdict(
        advice=strictest,
        rules=tuple(dict.fromkeys(rule for verdict in same for rule in verdict.rules)),
        notes=tuple(dict.fromkeys(note for verdict in same for note in verdict.notes)),
        patterns=tuple(dict.fromkeys(pattern for verdict in same for pattern in verdict.patterns)),
    )


_table = PerCatalogue(_Table)
