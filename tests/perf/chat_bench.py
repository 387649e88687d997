"""The coach's first two steps: red flags found and false alarms, accuracy of intents, milliseconds of each.

Run: `.venv/bin/python -m tests.perf.chat_bench`. The baseline of triage is the phrase reader of `domain.safety`.
"""

import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from domain.catalogue.loader import load_catalogue
from domain.chat.intents import SURE_FROM, IntentName, intent_of
from domain.chat.triage import triage
from domain.safety.phrases import Status, read_text
from ml.train.intents import FOLDS, cross_validated, read_examples, training_text
from tests.perf.machine import machine
from tests.unit.domain.chat.corpus import (
    SETS,
    Phrase,
    all_harmless,
    all_red_flags,
    harmless,
    intents_heldout,
    red_flags,
)

TRIAGE_MS = 5.0
INTENT_MS = 20.0
LOCALES = ("en", "fr", "ar")


def main() -> int:
    """Print the figures; 1 when a red flag is missed."""
    print(machine())
    missed = _red_flags()
    _cross_validation()
    _held_out()
    catalogue = load_catalogue()
    texts = [phrase.text for phrase in (*all_red_flags(), *all_harmless())]
    _timed("triage", TRIAGE_MS, texts, triage)
    _timed("triage of a long message (2,000 letters)", TRIAGE_MS, _long(texts), triage)
    _timed("intent with slots", INTENT_MS, texts, lambda text: intent_of(text, None, catalogue))
    return int(bool(missed))


def _red_flags() -> int:
    print("\nred flags (all sets but the first were written after the rules, measured, then used to mend them)")
    print(
        f"{'set':<9}{'red flags':>10}{'found':>8}{'baseline':>10}{'harmless':>10}{'false alarms':>14}{'baseline':>10}"
    )
    missed = 0
    for which in SETS:
        red, fine = red_flags(which), harmless(which)
        found = sum(triage(each.text) is not None for each in red)
        false = sum(triage(each.text) is not None for each in fine)
        missed += len(red) - found
        print(
            f"{which:<9}{len(red):>10}{found / len(red):>8.1%}{_baseline(red):>10.1%}"
            f"{len(fine):>10}{false / len(fine):>14.1%}{_baseline(fine):>10.1%}"
        )
    for locale in LOCALES:
        red = [each for each in all_red_flags() if each.locale == locale]
        fine = [each for each in all_harmless() if each.locale == locale]
        false = sum(triage(each.text) is not None for each in fine)
        found = sum(triage(each.text) is not None for each in red)
        print(f"  {locale}: {found} of {len(red)} found, {false} false alarms in {len(fine)} ({false / len(fine):.1%})")
    return missed


def _baseline(phrases: Sequence[Phrase]) -> float:
    """The share in which the profile's phrase reader sees a symptom or something to refer."""
    sections = frozenset({"symptom", "refer"})
    alarms = sum(
        any(mention.status is Status.PRESENT for mention in read_text(phrase.text, sections).mentions)
        for phrase in phrases
    )
    return alarms / len(phrases)


def _cross_validation() -> None:
    examples = read_examples(training_text())
    told = cross_validated(examples)
    print(f"\nintents: {len(examples)} examples, {FOLDS}-fold cross-validation")
    print(f"{'language':<10}{'accuracy':>9}{'unsure':>8}{'accuracy when sure':>20}")
    for locale in (*LOCALES, ""):
        own = [(given[1] == guess, sure) for given, guess, sure in told if not locale or given[2] == locale]
        sure = [right for right, confidence in own if confidence >= SURE_FROM]
        print(
            f"{locale or 'all':<10}{statistics.mean(right for right, _ in own):>9.1%}"
            f"{1 - len(sure) / len(own):>8.1%}{statistics.mean(sure):>20.1%}"
        )
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for given, guess, _ in told:
        table[given[1]][guess] += 1
    names = [name.value for name in IntentName]
    print("\nconfusion (rows: meant, columns: understood)")
    print(" " * 17 + "".join(f"{name[:7]:>8}" for name in names))
    for name in names:
        print(f"{name:<17}" + "".join(f"{table[name][other] or '.':>8}" for other in names))


def _held_out() -> None:
    print("\nheld-out intents")
    for locale in LOCALES:
        own = [(intent_of(each.text), each) for each in intents_heldout() if each.locale == locale]
        right = sum(told.name == each.meaning for told, each in own)
        wrong = sum(told.name != each.meaning and not told.unsure for told, each in own)
        unsure = sum(told.unsure for told, _ in own)
        print(f"  {locale}: {right / len(own):.1%} of {len(own)}; unsure {unsure}, sure and wrong {wrong}")


def _long(texts: Sequence[str]) -> list[str]:
    joined = ". ".join(texts)
    return [joined[at : at + 2000] for at in range(0, len(joined) - 2000, 2000)]


def _timed(name: str, target: float, texts: Sequence[str], step: Callable[[str], object]) -> None:
    step(texts[0])
    took, busy = [], []
    for text in texts:
        begin, begin_busy = time.perf_counter(), time.process_time()
        step(text)
        took.append((time.perf_counter() - begin) * 1000)
        busy.append((time.process_time() - begin_busy) * 1000)
    print(f"{name}:")
    for clock, ms in (("by the clock", sorted(took)), ("of processor time", sorted(busy))):
        p50, p99 = ms[len(ms) // 2], ms[int(len(ms) * 0.99)]
        print(f"  ms {clock}: p50 {p50:.2f}, p99 {p99:.2f}; p99 / target of {target:.0f} ms: {p99 / target:.2f}")


if __name__ == "__main__":
    sys.exit(main())
