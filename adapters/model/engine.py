"""`PlanEngine` with a language model: it chooses, and the planner stands behind every choice."""

import asyncio
from time import monotonic

from msgspec import Struct

from adapters.model.errors import ModelError, ModelIncomplete, ModelTruncated
from adapters.model.picks import MODEL, PLANNER, BadAnswer, DayAnswer, read_day, read_outline, settle
from domain.coaching.planning.menu import MenuEntry
from domain.coaching.planning.planner import plan_outline, plan_week
from domain.coaching.planning.proposal import DayBrief, DayChoice, Frame, Outline, Proposal
from domain.ports import ModelClient, ModelReply, ModelRequest, ProgressSink
from ml.prompts.menu import MenuPrompt, day_prompt, outline_prompt, prompt_sha256

_POOR_ANSWERS = (BadAnswer, ModelTruncated, ModelIncomplete)
"""The model answered badly: another seed may do better. Any other `ModelError` says that the server is no use now."""
_TEMPERATURE = 0.7
_TOP_P = 0.9


class EngineLimits(Struct, frozen=True, kw_only=True):
    """`total_s`: the longest the model may take for a plan; what is not chosen by then, the planner chooses.

    `shown`: candidates a slot shows. `parallel`: day calls in flight; more than the server's slots only wait there.
    `outline`: ask for the split, name and overview; else the planner's outline is taken.
    """

    total_s: float = 60.0
    shown: int = 6
    parallel: int = 8
    outline: bool = True


EMBEDDED_LIMITS = EngineLimits(total_s=40.0, shown=3, parallel=4, outline=False)
"""For SmolLM2-135M on two cores: short prompts, and no outline. Measured: it takes `full_body` whoever the person is,
also where cardio suits better, and its sentences are grammatical and beside the point."""
_LIMITS = EngineLimits()


class ModelEngine:
    """See `PlanEngine`. Outline call, then one call a day in parallel; every answer is read strictly and settled."""

    name = "model"

    def __init__(self, client: ModelClient, limits: EngineLimits = _LIMITS) -> None:
        self._client = client
        self._limits = limits

    async def propose(self, frame: Frame, *, seed: int, progress: ProgressSink) -> Proposal:
        """The plan's choices. Never raises for want of a model; cancellation and the sink's own errors go on up.

        Progress: `outline` when it starts and again with its split, then `day` as each day's answer comes.
        """
        return await _Run(self._client, self._limits, frame, seed, progress).propose()


class _Run:
    """One proposal in the making."""

    def __init__(
        self, client: ModelClient, limits: EngineLimits, frame: Frame, seed: int, progress: ProgressSink
    ) -> None:
        self._client = client
        self._limits = limits
        self._frame = frame
        self._seed = seed
        self._progress = progress
        self._start = monotonic()
        self._menu: dict[str, MenuEntry] = frame.menu.by_id()
        self._disliked = frozenset(
            entry.id for entry in frame.menu.entries if entry.exercise.id in frame.person.disliked
        )
        self._notes: list[str] = []
        self._timings: dict[str, float] = {}
        self._regenerated = 0
        self._gave_up = False

    async def propose(self) -> Proposal:
        await self._progress("outline", state="started")
        outline = await self._outline()
        self._timings["outline"] = self._elapsed_ms()
        await self._progress("outline", state="done", split=outline.split.value)
        # The planner's week stands behind the model, and tells each day's prompt what the other days may use.
        week = plan_week(self._frame, outline, self._seed)
        briefs, planned = week.briefs, week.choices
        answers = await self._days(briefs, planned)
        self._timings["model"] = self._elapsed_ms()
        choices = tuple(
            choice if answer is None else settle(brief, answer, choice)
            for brief, answer, choice in zip(briefs, answers, planned, strict=True)
        )
        return Proposal(
            outline=outline,
            briefs=briefs,
            choices=choices,
            regenerated_days=self._regenerated,
            planner_days=sum(answer is None for answer in answers),
            notes=tuple(self._notes),
            timings_ms=self._timings,
            model=self._client.model,
            adapter=self._client.adapter,
            prompt_sha256=prompt_sha256(),
        )

    async def _outline(self) -> Outline:
        own = plan_outline(self._frame, self._seed)
        if not self._limits.outline:
            return own
        prompt = outline_prompt(self._frame, narrow=self._client.narrow_schemas)
        try:
            reply = await self._ask(prompt, self._seed)
            outline, notes = read_outline(reply.text, prompt, self._frame)
        except (BadAnswer, ModelError) as error:
            self._failed("outline", error)
            return own
        self._notes += notes
        return outline

    async def _days(self, briefs: tuple[DayBrief, ...], planned: tuple[DayChoice, ...]) -> list[DayAnswer | None]:
        gate = asyncio.Semaphore(self._limits.parallel)
        one_at_a_time = asyncio.Lock()
        answers: list[DayAnswer | None] = [None] * len(briefs)

        async def run(index: int) -> None:
            others = frozenset(pick for other in planned for pick in other.picks) - frozenset(planned[index].picks)
            async with gate:
                answers[index] = await self._day(briefs[index], others | self._disliked)
            chosen_by = PLANNER if answers[index] is None else MODEL
            async with one_at_a_time:
                await self._progress("day", index=index + 1, of=len(briefs), chosen_by=chosen_by)

        try:
            async with asyncio.TaskGroup() as group:
                for index in range(len(briefs)):
                    group.create_task(run(index))
        except BaseExceptionGroup as errors:
            # Only the sink raises here, and its callers look for its own type.
            raise errors.exceptions[0] from errors
        return answers

    async def _day(self, brief: DayBrief, others: frozenset[str]) -> DayAnswer | None:
        """The model's day; None when the planner has to make it."""
        prompt = day_prompt(
            self._frame, brief, narrow=self._client.narrow_schemas, shown=self._limits.shown, skip=others
        )
        for attempt in range(2):
            if self._gave_up:
                return None
            self._regenerated += attempt
            try:
                reply = await self._ask(prompt, self._seed + 1000 * (brief.index + 1) + attempt)
                self._timings.setdefault("first_token", reply.first_token_s * 1000)
                return read_day(reply.text, prompt, brief, self._menu)
            except (BadAnswer, ModelError) as error:
                self._failed(f"day {brief.index + 1}", error)
        return None

    async def _ask(self, prompt: MenuPrompt, seed: int) -> ModelReply:
        request = ModelRequest(
            messages=prompt.messages,
            max_tokens=prompt.max_tokens,
            schema=prompt.schema,
            temperature=_TEMPERATURE,
            top_p=_TOP_P,
            seed=seed % 2**31,
            total_s=max(0.01, self._limits.total_s - (monotonic() - self._start)),
        )
        return await self._client.complete(request)

    def _failed(self, what: str, error: BadAnswer | ModelError) -> None:
        self._notes.append(f"{what}: {error.code}: {error.message[:300]}")
        if not isinstance(error, _POOR_ANSWERS):
            self._gave_up = True

    def _elapsed_ms(self) -> float:
        return (monotonic() - self._start) * 1000
