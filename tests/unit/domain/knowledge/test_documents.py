"""What may be uploaded, and how it is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidInput
from domain.knowledge.documents import MOST_BYTES, MOST_TITLE, PART_CHARS, PART_WORDS, checked, cut, plain_text


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("# Knee\ntext", "Knee\ntext"),
        ("- one\n* two\n+ three", "one\ntwo\nthree"),
        ("**bold** and *thin* and `code`", "bold and thin and code"),
        ("see [the page](https://example.org/a)", "see the page"),
        ("![a squat](squat.png)", "a squat"),
        ("> quoted", "quoted"),
        ("```\nx = 1\n```", "\nx = 1\n"),
        ("a <!-- hidden order --> b", "a  b"),
        ("3 * 4 * 5 = 60, snake_case_name", "3 * 4 * 5 = 60, snake_case_name"),
        ("القرفصاء **ببطء**", "القرفصاء ببطء"),
    ],
    ids=["heading", "list", "marks", "link", "picture", "quote", "fence", "comment", "arithmetic", "arabic"],
)
def test_marks_of_markdown_go_and_words_stay(markdown: str, plain: str) -> None:
    assert plain_text(markdown) == plain


def test_short_paragraphs_share_a_part_and_long_text_is_cut_after_a_sentence() -> None:
    assert cut("One.\n\nTwo.") == ("One. Two.",)
    sentence = "Bend the knee slowly and stop when it hurts more than three. "
    parts = cut(sentence * 30)
    assert len(parts) > 1
    assert all(part.endswith("three.") for part in parts)


@given(st.text(alphabet="ab .\n!؟م", max_size=4000))
def test_parts_are_short_and_have_every_word_in_order(text: str) -> None:
    parts = cut(text)
    assert all(0 < len(part) <= PART_CHARS and len(part.split()) <= PART_WORDS for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_word_without_end_is_cut() -> None:
    parts = cut("x" * (3 * PART_CHARS))
    assert "".join(parts) == "x" * (3 * PART_CHARS)
    assert max(map(len, parts)) == PART_CHARS


@pytest.mark.parametrize("hostile", ["[" * 60_000, "*" * 60_000, "> " * 30_000, "- " * 40_000, "`a" * 30_000])
def test_text_that_is_all_marks_is_cut_in_time(hostile: str) -> None:
    assert len("".join(cut(hostile))) <= len(hostile)


@pytest.mark.parametrize(
    ("title", "text", "field"),
    [
        ("", "x", "title"),
        ("x" * (MOST_TITLE + 1), "x", "title"),
        ("t", " \n", "text"),
        ("t", "م" * (MOST_BYTES // 2 + 1), "text"),
        ("t", "\x00\u200b", "text"),
    ],
    ids=["no-title", "long-title", "blank", "too-large", "nothing-to-see"],
)
def test_what_cannot_be_used_is_named(title: str, text: str, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked(title, text)
    assert [each.field for each in refused.value.problems] == [field]


def test_hidden_characters_are_dropped_and_lines_stay() -> None:
    assert checked(" t\x00 ", "a\r\nb\u202e\u2066c\U000e0041") == ("t", "a\nbc")
