"""A model writes an answer: streamed, and checked sentence by sentence before anybody is told a word of it."""

from collections.abc import AsyncIterable, AsyncIterator, Callable
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from domain.chat.answer import Teller, TextFinding
from domain.chat.check.rules import Grounds, Verdict, check_sentence
from domain.chat.coach import ModelText, Task
from domain.chat.composing.select import sentences
from domain.chat.turn import MOST_REGENERATIONS, TurnState
from domain.errors import Unavailable
from domain.ports import Message, ModelClient, ModelRequest

MOST_TOKENS: Final = 320
"""Tokens of an answer: some two hundred words."""

MOST_REFUSED: Final = 1
"""Sentences that may be left out of a text; with more it cannot be trusted."""

MOST_LETTERS: Final = 2400
"""Letters of an answer, whatever the server thinks a token is."""


class Attempt(Struct, kw_only=True):
    """One text: what was told and what was found. `rejected`: it is not to be kept."""

    pieces: list[str]
    findings: list[TextFinding]
    refused: int = 0
    rejected: bool = False


class ModelWriter:
    """Writes with `model`; `prompt` makes the messages of a task, the instruction first and the person last."""

    def __init__(self, model: ModelClient, prompt: Callable[[Task], tuple[Message, ...]]) -> None:
        self._model, self._prompt = model, prompt

    async def write(self, task: Task, teller: Teller) -> tuple[ModelText | None, tuple[TextFinding, ...]]:
        """See `domain.chat.coach.Writer`. The turn is GENERATING when this begins."""
        messages = self._prompt(task)
        grounds = replace(task.grounds, system=messages[0].content)
        findings: list[TextFinding] = []
        for number in range(MOST_REGENERATIONS + 1):
            if number:
                await teller.enter(TurnState.GENERATING)
            try:
                attempt = await self._attempt(messages, grounds, teller, seed=number)
            except Unavailable as error:
                findings.append(TextFinding(rule="CHT-no-model", words=error.code, action="composed"))
                await teller.enter(TurnState.CHECKING)
                return None, tuple(findings)
            findings += attempt.findings
            await teller.enter(TurnState.CHECKING)
            if attempt.pieces and not attempt.rejected:
                text = ModelText(pieces=tuple(attempt.pieces), passages=task.passages, model=self._model.model)
                return text, tuple(findings)
        return None, tuple(findings)

    async def _attempt(self, messages: tuple[Message, ...], grounds: Grounds, teller: Teller, *, seed: int) -> Attempt:
        attempt = Attempt(pieces=[], findings=[])
        request = ModelRequest(messages=messages, max_tokens=MOST_TOKENS, temperature=0.3 if seed else 0.0, seed=seed)
        async with self._model.stream(request) as stream:
            async for sentence in by_sentence(stream):
                if allowed(sentence, grounds, attempt):
                    piece = f" {sentence}" if attempt.pieces else sentence
                    attempt.pieces.append(piece)
                    await teller.say(piece)
                elif attempt.rejected:
                    break
        return attempt


def allowed(sentence: str, grounds: Grounds, attempt: Attempt) -> bool:
    """Whether a sentence may be told; what speaks against it is kept in `attempt`."""
    found = check_sentence(sentence, grounds)
    if found is None:
        return True
    finding, verdict = found
    attempt.findings.append(finding)
    attempt.refused += 1
    attempt.rejected = verdict is Verdict.REJECT or attempt.refused > MOST_REFUSED
    return False


async def by_sentence(pieces: AsyncIterable[str]) -> AsyncIterator[str]:
    """Whole sentences, as soon as the next one begins; the last one at the end. Stops at `MOST_LETTERS`."""
    waiting, length = "", 0
    async for piece in pieces:
        waiting += piece
        length += len(piece)
        *whole, waiting = sentences(waiting + "\0")
        for sentence in whole:
            yield sentence
        waiting = waiting.removesuffix("\0")
        if length > MOST_LETTERS:
            return
    if rest := waiting.strip():
        yield rest
