"""The trainer of the intent classifier: it learns, it is deterministic, and its file says what it was trained on."""

import hashlib
from base64 import b64decode

import msgspec

from domain.chat.features import BUCKETS
from domain.chat.intents import IntentName, scored
from ml.train.intents import read_examples, train, training_text, written

SMALL = """
[nutrition]
en = '''
how much protein
what should I eat
'''
[swap]
fr = '''
remplace le squat
change cet exercice
'''
"""


def test_it_learns_its_examples_and_gives_the_same_weights_again() -> None:
    examples = read_examples(SMALL)
    model = train(examples)
    assert [scored(model, text)[0][1] for text, _, _ in examples] == [intent for _, intent, _ in examples]
    assert train(examples).weights == model.weights


def test_the_file_holds_the_weights_and_two_hashes() -> None:
    model = train(read_examples(SMALL))
    file = msgspec.json.decode(written(model, SMALL))
    assert b64decode(file["weights"]) == model.weights
    assert len(model.weights) == BUCKETS * len(IntentName)
    assert file["trained_on"] == hashlib.sha256(SMALL.encode()).hexdigest()
    assert file["weights_sha256"] == hashlib.sha256(model.weights).hexdigest()


def test_every_intent_has_examples_in_every_language() -> None:
    have = {(intent, locale) for _, intent, locale in read_examples(training_text())}
    assert have == {(name.value, locale) for name in IntentName for locale in ("en", "fr", "ar")}
