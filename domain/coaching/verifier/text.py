"""Rules on sentences: form, drugs, foods, and numbers that the plan itself contradicts (evidence 1.3, 4.13, 4.14)."""

from collections.abc import Iterator

from msgspec.structs import replace

from domain.coaching.programming.program import Program
from domain.coaching.telling.overview import plan_facts
from domain.coaching.verifier.foodwords import EXCLUDED, foods_in
from domain.coaching.verifier.rule import Context, Hit, Repaired, Rule
from domain.coaching.verifier.topic import strays
from domain.coaching.verifier.wording import NAME_LIMIT, OVERVIEW_LIMIT, faults, names_a_drug, stated_numbers
from domain.plan import Severity
from domain.profile import Allergen, NutritionPreferences
from domain.text.messages import say

SHOWN = 60
"""Characters of a refused text that a finding may quote."""


def _texts(program: Program) -> tuple[tuple[str, str, int], ...]:
    """The proposer's wording; what is empty gets our own words once the programme is settled."""
    all_ = (("name", program.name, NAME_LIMIT), ("overview", program.overview, OVERVIEW_LIMIT))
    return tuple(text for text in all_ if text[1])


def forbidden_food(text: str, eating: NutritionPreferences) -> tuple[str, str] | None:
    """The first food that `text` names and this person may not have, as (rule id, the word).

    An allergy in free words is read by the food words it holds; one that holds none could mean any food, so then every
    food word is refused.
    """
    allergies, unclear = _allergies(eating)
    for word, food in foods_in(text):
        if unclear or allergies & food.allergens:
            return "ALG-1", word
        if food.kind in EXCLUDED[eating.diet]:
            return "DIE-1", word
        if any(dislike.strip().lower() in text.lower() for dislike in eating.dislikes if dislike.strip()):
            return "DIE-1", word
    return None


def _allergies(eating: NutritionPreferences) -> tuple[frozenset[str], bool]:
    """The groups the person's allergies stand for, and whether one of them could not be read."""
    groups: set[str] = set()
    unclear = False
    for text in eating.allergies:
        said = text.strip().lower()
        meant = {said} & set(Allergen) or {str(group) for _, food in foods_in(said) for group in food.allergens}
        unclear = unclear or (bool(said) and not meant)
        groups |= meant
    return frozenset(groups), unclear


def _form(program: Program, context: Context) -> Iterator[Hit]:
    locale = context.person.locale
    for part, text, limit in _texts(program):
        found = faults(text, locale, limit)
        if found:
            yield Hit(part=part, words={"fault": say(locale, f"rules.fault.{found[0]}")})


def _subject(program: Program, context: Context) -> Iterator[Hit]:
    """Wording about anything or anyone but this person's training."""
    for part, text, _ in _texts(program):
        if fault := strays(text, context.person, title=part == "name"):
            yield Hit(part=part, words={"fault": say(context.person.locale, f"rules.fault.{fault}")})


def _drugs(program: Program, _: Context) -> Iterator[Hit]:
    for part, text, _limit in _texts(program):
        if word := names_a_drug(text):
            yield Hit(part=part, words={"word": word[:SHOWN]})


def _foods(program: Program, context: Context, rule: str) -> Iterator[Hit]:
    for part, text, _ in _texts(program):
        found = forbidden_food(text, context.eating)
        if found and found[0] == rule:
            yield Hit(part=part, words={"word": found[1][:SHOWN]})


def _allergens(program: Program, context: Context) -> Iterator[Hit]:
    return _foods(program, context, "ALG-1")


def _diet(program: Program, context: Context) -> Iterator[Hit]:
    return _foods(program, context, "DIE-1")


def _numbers(program: Program, context: Context) -> Iterator[Hit]:
    """A number in the wording that is no fact of the plan: it was written, not computed."""
    facts = plan_facts(program, context.person)
    for part, text, _ in _texts(program):
        for unit, number in stated_numbers(text, context.person.locale):
            if number not in facts[unit]:
                yield Hit(part=part, numbers={"stated": number})
                break


def _our_words(program: Program, _: Context, hit: Hit) -> Repaired:
    """Emptied here; `domain.coaching.telling.overview` writes it when every figure is settled."""
    return Repaired(program=replace(program, **{hit.part: ""}), how="text")


TEXT_RULES: tuple[Rule, ...] = (
    Rule(
        id="MED-1",
        severity=Severity.BLOCK,
        title="no drug, supplement or dose in any text",
        source="evidence 4.14; FDA and EFSA labelling practice",
        check=_drugs,
        repair=_our_words,
    ),
    Rule(
        id="ALG-1",
        severity=Severity.BLOCK,
        title="no text names an allergen",
        source="Regulation (EU) 1169/2011, Annex II",
        check=_allergens,
        repair=_our_words,
    ),
    Rule(
        id="DIE-1",
        severity=Severity.BLOCK,
        title="no text names a food the diet excludes",
        source="evidence 4.13",
        check=_diet,
        repair=_our_words,
    ),
    Rule(
        id="TXT-1",
        severity=Severity.FIX,
        title="texts are plain sentences in the person's language",
        source="LiftLog #660: output cut off; definition of the plan",
        check=_form,
        repair=_our_words,
        numbers={"name": NAME_LIMIT, "overview": OVERVIEW_LIMIT},
    ),
    Rule(
        id="SUM-1",
        severity=Severity.FIX,
        title="stated numbers are computed numbers",
        source="watt-mind/coach #189, #191: summaries that the plan contradicts",
        check=_numbers,
        repair=_our_words,
    ),
    Rule(
        id="TXT-2",
        severity=Severity.FIX,
        title="texts are about this person's training",
        source="our judgement: small models tell tales of strangers",
        check=_subject,
        repair=_our_words,
        text="TXT-1",
    ),
)
