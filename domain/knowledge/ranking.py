"""Which notes answer a question: full text, an optional list of a vector index, and rules about who asks.

The words' scores say how sure they are, which ranks alone would hide; what is near in meaning adds to them, less with
each rank. Then each rule multiplies. A note that must not be shown to the person is gone, whatever its score.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cache
from typing import Final

from msgspec import Struct

from domain.knowledge.asker import NOBODY, Asker
from domain.knowledge.bm25 import Documents, Field, Index
from domain.knowledge.notes import Note, Notes, load_notes
from domain.knowledge.stems import in_english, terms
from domain.profile import FitnessLevel, Locale

FIELDS: Final[Mapping[str, Field]] = {
    "title": Field(2.5, 0.3),
    "asks": Field(2.0, 0.4),
    "tags": Field(1.5, 0.3),
    "text": Field(1.0, 0.6),
    "english_head": Field(1.2, 0.4),
    "english": Field(0.5, 0.6),
}
"""What a term counts by where it stands. `text` is the body, or the summary of another language: with its whole body
the right note came later (MRR of the French development questions 0.84 instead of 0.90). The last two hold the English
title, asks and tags, and the English body, for questions in other languages: their words are looked up in a small
dictionary, and people write "deadlift" and "HIIT" in all of them. Tuned on `eval/questions.toml`."""

FUSION_K: Final = 60
"""Rank constant of reciprocal-rank fusion, as published (Cormack et al. 2009)."""

MEANING: Final = 0.3
"""What the nearest note in meaning gains, as a share of the best score by words. Chosen on `eval/questions.toml`."""

MEANING_K: Final = 5
"""How slowly that falls: the note of rank r (from 0) gains k / (k + r) of it. Chosen in the same way."""

POOL: Final = 40
"""Notes of each list that the rules look at."""

LEAST_COVERAGE: Final = 0.08
"""A note that says less of the question than this is no answer (by words; a vector list may still bring it)."""

STAND_INS: Final[Mapping[str, tuple[str, str]]] = {
    "minor": ("teen-nutrition", "teen-training"),
    "pregnancy": ("pregnancy-weight", "pregnancy-training"),
    "postpartum": ("breastfeeding-training", "after-birth"),
    "underweight": ("underweight-training", "underweight-training"),
    "eating_disorder_history": ("eating-disorder-support", "eating-disorder-support"),
    "kidney_disease": ("kidney-disease-training", "kidney-disease-training"),
    "diabetes": ("diabetes-training", "diabetes-training"),
    "hypertension": ("hypertension-training", "hypertension-training"),
    "heart_disease": ("heart-disease-training", "heart-disease-training"),
    "osteoporosis": ("osteoporosis-training", "osteoporosis-training"),
    "hernia": ("hernia-training", "hernia-training"),
    "older": ("older-protein", "older-adults-training"),
}
"""The note that a person in this state gets in place of one they must not see: on food and weight, and on all else."""

_ABOUT_FOOD: Final = frozenset({"weight_loss", "nutrition"})

OLD: Final = timedelta(days=3 * 365)

_DIRECTED: Final = {"pregnant": "pregnancy", "minor": "minor", "older": "older"}
"""Audiences that are also a state of the person."""


class Hit(Struct, frozen=True, kw_only=True):
    """A note found. `coverage` is the share (0-1) of the question's words, by weight, that it has; `rules` moved it."""

    note: Note
    score: float
    coverage: float
    rules: tuple[str, ...] = ()


class RankRule(Struct, frozen=True, kw_only=True):
    """Where `holds`, the score is multiplied by `factor`; all factors are our judgement."""

    id: str
    factor: float
    holds: Callable[[Note, Asker], bool]
    why: str


def search(
    query: str,
    locale: Locale,
    asker: Asker = NOBODY,
    limit: int = 5,
    *,
    vectors: Sequence[str] = (),
) -> tuple[Hit, ...]:
    """The best notes for a question, best first, at most `limit`; none where nothing fits.

    `vectors` are ids of notes, best first, as a vector index found them; it may be empty.
    """
    notes, index = load_notes(), index_of(locale)
    words = asked_terms(query, locale)
    found = index.scores(words)
    by_words = [id_ for id_ in ordered(found) if index.coverage(words, id_) >= LEAST_COVERAGE][:POOL]
    known = [id_ for id_ in vectors if id_ in notes][:POOL]
    base = joined({id_: found[id_] for id_ in by_words}, known)
    base = with_stand_ins(base, notes, asker)
    hits = (
        Hit(note=notes[id_], score=score * factor, coverage=round(index.coverage(words, id_), 2), rules=rules)
        for id_, score in base.items()
        for factor, rules in weighed(notes[id_], asker)
    )
    return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.note.id))[:limit])


def with_stand_ins(scores: Mapping[str, float], notes: Notes, asker: Asker) -> dict[str, float]:
    """The scores, with that of each note which is not for the person given to its stand-in, where that is higher."""
    total = dict(scores)
    for id_, score in scores.items():
        note = notes[id_]
        for state in sorted(note.not_for & asker.conditions & STAND_INS.keys()):
            food, other = STAND_INS[state]
            about_food = bool(_ABOUT_FOOD & {note.topic, *note.goals})
            stand_in = food if about_food else other
            total[stand_in] = max(total.get(stand_in, 0.0), score)
    return total


def allowed(note: Note, asker: Asker) -> bool:
    """Whether the person may see the note: RNK-never."""
    return not note.not_for & asker.conditions


def weighed(note: Note, asker: Asker) -> Iterator[tuple[float, tuple[str, ...]]]:
    """The product of all rules that hold and their ids; nothing where the note must not be shown."""
    if not allowed(note, asker):
        return
    factor, rules = 1.0, []
    for rule in RULES:
        if rule.holds(note, asker):
            factor *= rule.factor
            rules.append(rule.id)
    yield factor, tuple(rules)


def joined(by_words: Mapping[str, float], by_meaning: Sequence[str]) -> dict[str, float]:
    """Scores by words, raised for what is near in meaning (ids, best first); words alone where that is empty."""
    total, best = dict(by_words), max(by_words.values(), default=1.0)
    for rank, id_ in enumerate(dict.fromkeys(by_meaning)):
        total[id_] = total.get(id_, 0.0) + best * MEANING * MEANING_K / (MEANING_K + rank)
    return total


def fused(
    lists: Sequence[Sequence[str]], weights: Sequence[float] | None = None, k: int = FUSION_K
) -> dict[str, float]:
    """Reciprocal-rank fusion: each list gives weight / (k + rank) to its ids, ranks from 1; weights default to 1."""
    total: dict[str, float] = {}
    for ids, weight in zip(lists, weights or [1.0] * len(lists), strict=True):
        for rank, id_ in enumerate(dict.fromkeys(ids), start=1):
            total[id_] = total.get(id_, 0.0) + weight / (k + rank)
    return total


def ordered(scores: Mapping[str, float]) -> list[str]:
    """Ids by score, best first; equal ones by id."""
    return sorted(scores, key=lambda id_: (-scores[id_], id_))


@cache
def index_of(locale: Locale) -> Index:
    """The full-text index of all notes in one language, made once."""
    return Index(documents(load_notes(), locale), FIELDS)


def documents(notes: Notes, locale: Locale) -> Documents:
    """Terms of each note by field, in the words of `locale`."""
    return {note.id: _parts(note, locale) for note in notes.values()}


def asked_terms(query: str, locale: Locale) -> list[str]:
    """The terms of a question: those of its language, and the English ones they stand for."""
    return [*terms(query, locale), *(_english_key(term) for term in in_english(query, locale))]


def _english_key(term: str) -> str:
    """English terms are kept apart from those of another language that look the same."""
    return f"en:{term}"


def _parts(note: Note, locale: Locale) -> dict[str, list[str]]:
    wording = note.words[locale]
    parts = {
        "title": terms(wording.title, locale),
        "asks": terms(" ".join(wording.asks), locale),
        "tags": terms(" ".join(note.tags), locale) if locale is Locale.EN else [],
        "text": terms(wording.summary or note.body, locale),
    }
    if locale is not Locale.EN:
        head = " ".join((note.title, *note.words[Locale.EN].asks, *note.tags))
        parts["english_head"] = [_english_key(term) for term in terms(head, Locale.EN)]
        parts["english"] = [_english_key(term) for term in terms(note.body, Locale.EN)]
    return parts


# --- the rules ---


def _for_condition(note: Note, asker: Asker) -> bool:
    return bool(note.conditions & asker.conditions)


def _for_others(note: Note, asker: Asker) -> bool:
    """A note for pregnant, young or older people only, asked by somebody known who is not."""
    directed = {_DIRECTED[each] for each in note.audience if each in _DIRECTED}
    return asker != NOBODY and bool(directed) and "all" not in note.audience and not directed & asker.conditions


def _for_level(note: Note, asker: Asker) -> bool:
    return asker.level is not None and asker.level.value in note.audience and "all" not in note.audience


def _above_level(note: Note, asker: Asker) -> bool:
    return (
        asker.level is FitnessLevel.BEGINNER
        and bool(note.audience)
        and set(note.audience)
        <= {
            "intermediate",
            "advanced",
        }
    )


def _sore_region(note: Note, asker: Asker) -> bool:
    return note.topic == "pain" and bool(note.regions & asker.regions)


def _all_barred(note: Note, asker: Asker) -> bool:
    return note.topic == "technique" and bool(note.patterns) and note.patterns <= asker.barred


def _of_topic(note: Note, asker: Asker) -> bool:
    return note.topic in asker.topics


def _of_goal(note: Note, asker: Asker) -> bool:
    return bool(note.goals & asker.goals)


def _refers(note: Note, asker: Asker) -> bool:
    return asker.urgent and bool(note.safety)


def _is_old(note: Note, asker: Asker) -> bool:
    return asker.today is not None and asker.today - note.date > OLD


RULES: Final = (
    RankRule(id="RNK-condition", factor=1.3, holds=_for_condition, why="written for a condition the person has"),
    RankRule(id="RNK-others", factor=0.7, holds=_for_others, why="written for pregnant, young or older people only"),
    RankRule(id="RNK-level", factor=1.1, holds=_for_level, why="written for the person's level"),
    RankRule(id="RNK-above", factor=0.8, holds=_above_level, why="above the level of a beginner"),
    RankRule(id="RNK-region", factor=1.3, holds=_sore_region, why="about a region that hurts"),
    RankRule(id="RNK-barred", factor=0.6, holds=_all_barred, why="about movements the person may not do"),
    RankRule(id="RNK-topic", factor=1.25, holds=_of_topic, why="of the topic that the intent points to"),
    RankRule(id="RNK-goal", factor=1.05, holds=_of_goal, why="about a goal of the person"),
    RankRule(id="RNK-refers", factor=1.2, holds=_refers, why="says whom to see, and something is urgent"),
    RankRule(id="RNK-old", factor=0.95, holds=_is_old, why="not looked at for three years"),
)
"""Every rule but RNK-never (`allowed`), which no score can outweigh."""
