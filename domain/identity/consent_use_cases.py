"""Saying yes or no to a purpose."""

from uuid import UUID

import msgspec
from msgspec import Raw

from domain.errors import FieldProblem, InvalidInput, NoProfile, NotAllowed
from domain.identity.consents import CONSENT_AGE, VERSIONS, Consent, Purpose
from domain.ports import Clock, Ids, UnitOfWork, UnitOfWorkFactory
from domain.profile_reader import read_profile


async def decide(
    uow: UnitOfWorkFactory, clock: Clock, ids: Ids, owner: UUID, purpose: Purpose, *, granted: bool, version: int
) -> list[Consent]:
    """Keep the person's word on a purpose, and its audit row; returns the history. The same word again adds nothing.

    A yes must be to today's text (`version`), and come from somebody old enough: raises `InvalidInput`, `NotAllowed`,
    and `NoProfile` while the age is not known. A no always counts, and what the purpose made visible is gone with it.
    """
    if granted and version != VERSIONS[purpose]:
        problem = FieldProblem(
            field="version", message=f"{version} is not today's text", allowed=str(VERSIONS[purpose])
        )
        raise InvalidInput("The text has changed; read it again.", (problem,))
    async with uow() as work:
        await work.consents.hold(owner)
        history = await work.consents.history(owner)
        last = next((word for word in reversed(history) if word.purpose is purpose), None)
        said = last is not None and last.granted is granted and (not granted or last.version == version)
        if said or (last is None and not granted):
            return history
        if granted:
            await _check_age(work, owner)
        consent = Consent(
            id=ids.new(), user_id=owner, purpose=purpose, granted=granted, version=version, at=clock.now()
        )
        await work.consents.add(consent)
        if purpose is Purpose.LEADERBOARD and not granted:
            await work.standings.delete(owner)
        action = "consent.given" if granted else "consent.withdrawn"
        detail = Raw(msgspec.json.encode({"version": version}))
        await work.audit.add(consent.at, owner, action, purpose.value, detail)
        return [*history, consent]


async def _check_age(work: UnitOfWork, owner: UUID) -> None:
    stored = await work.profiles.latest(owner)
    if stored is None:
        raise NoProfile("Store a profile first: whether you may consent depends on your age.")
    if read_profile(bytes(stored.raw)).profile.personal_info.age < CONSENT_AGE:
        raise NotAllowed(f"Consent can be given from {CONSENT_AGE} years on; before that a guardian has to decide.")
