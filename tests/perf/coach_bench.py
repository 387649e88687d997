"""What composed answers are made of, and how long each stage takes: `python -m tests.perf.coach_bench`.

Every question of `domain/knowledge/eval` is asked of the coach without a model, as one person with a plan. Baseline in
the same run: the best note pasted whole. `grounded`: sentences that stand so in a cited note or are made of the
person's figures and fixed texts, with every number found there. `right`: answers that cite a note labelled as an
answer. `own`: answers that hold a figure of the person. Target: grounded 1.00.
"""

import asyncio
import re
from collections import defaultdict
from statistics import median
from time import perf_counter, process_time

from domain.catalogue.loader import load_catalogue
from domain.chat.answer import Answer, Passage, Question, Written
from domain.chat.coach import answer
from domain.chat.composing.select import sentences
from domain.chat.facts import Facts, told
from domain.knowledge.evaluation import Question as Asked
from domain.knowledge.evaluation import questions
from domain.knowledge.ranking import index_of
from domain.profile import Locale
from domain.text.messages import texts
from tests.perf.machine import machine
from tests.unit.domain.chat.people import OWNER, Listener, Notes, facts_in, planned

_MARK = re.compile(r"\s*\[\d\]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


class Kept(Notes):
    """Notes that remember what they found last."""

    found: tuple[Passage, ...] = ()

    async def find(self, *asked: object) -> tuple[Passage, ...]:
        self.found = await super().find(*asked)  # type: ignore[arg-type]
        return self.found


async def one(asked: Asked) -> tuple[Answer, tuple[Passage, ...]]:
    """The coach's answer to a question, and the passages it had."""
    notes = Kept()

    async def load(spoken: Locale) -> Facts:
        return facts_in(spoken)

    made = await answer(
        Question(text=asked.text, locale=asked.locale),
        owner=OWNER,
        facts=load,
        passages=notes,
        catalogue=load_catalogue(),
        teller=Listener(),
        ticks=perf_counter,
        aside=asyncio.to_thread,
    )
    return made, notes.found


def grounded(made: Answer, found: tuple[Passage, ...]) -> tuple[int, int]:
    """(grounded sentences, sentences) of an answer."""
    ids = {each.id for each in made.citations}
    cited = " ".join(each.text for each in found if each.id in ids)
    known = frozenset(_NUMBER.findall(f"{cited} {_known(made.locale)}"))
    parts = [each for block in made.text.split("\n\n") for each in sentences(_MARK.sub("", block))]
    good = sum(part in cited or known.issuperset(_NUMBER.findall(part)) for part in parts)
    return good, len(parts)


def _known(locale: Locale) -> str:
    """Every figure of the person, and those of fixed texts."""
    facts = facts_in(locale)
    fixed = " ".join(str(text) for key, text in texts(locale).items() if key.startswith("chat."))
    shown = [value for _, value in told(facts)]
    if facts.today is not None:
        shown += [str(len(facts.today.exercises)), *(str(each.rir) for each in facts.today.exercises)]
    if facts.scene is not None and facts.scene.document.plan is not None:
        shown += [str(each.duration) for each in facts.scene.document.plan.workout_plan.weekly_schedule]
        shown += [str(each.sets) for day in facts.scene.document.days for each in day.exercises]
    return " ".join([fixed, *shown])


async def main() -> None:
    """Print a row for each language, and the stages."""
    for locale in Locale:
        index_of(locale)
        facts_in(locale)
    stages: dict[str, list[float]] = defaultdict(list)
    for locale in Locale:
        asked = [each for each in questions() if each.locale is locale]
        rows, begun = [], process_time()
        for question in asked:
            made, found = await one(question)
            for stage, ms in made.timings.items():
                stages[stage].append(ms)
            rows.append((question, made, found))
        spent = (process_time() - begun) * 1000 / len(asked)
        answers = [row for row in rows if row[1].written is Written.RULES]
        counts = [grounded(made, found) for _, made, found in answers]
        good, total = (sum(part) for part in zip(*counts, strict=True))
        right = sum(bool({c.id for c in made.citations} & q.answers) for q, made, _ in answers) / len(answers)
        own = sum(bool(made.seen) and bool(_NUMBER.search(_MARK.sub("", made.text))) for _, made, _ in answers)
        top = sum(bool(found) and found[0].id in q.answers for q, _, found in answers) / len(answers)
        words = median(len(made.text.split()) for _, made, _ in answers)
        pasted = median(len(found[0].text.split()) if found else 0 for _, _, found in answers)
        print(
            f"{locale}: {len(asked)} questions ({len(asked) - len(answers)} red flags), grounded {good / total:.3f} of "
            f"{total} sentences, right {right:.2f}, own figures {own / len(answers):.2f}, {words:.0f} words, "
            f"{spent:.1f} ms CPU an answer | best note pasted whole: right {top:.2f}, own figures 0, {pasted:.0f} words"
        )
    for stage, values in stages.items():
        print(f"{stage:>10}: p50 {median(values):7.2f} ms, p95 {sorted(values)[int(0.95 * len(values))]:7.2f} ms")


if __name__ == "__main__":
    print(machine())
    planned()
    asyncio.run(main())
