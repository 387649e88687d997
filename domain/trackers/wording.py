"""What a source's data may be used for, in a person's language."""

from domain.identity.data_use import DataUse
from domain.text.messages import say


def uses(policy: DataUse, locale: str) -> tuple[str, ...]:
    """One sentence for each thing that a person may want to know."""
    keys = (
        "coach" if policy.llm else "no_coach",
        "plan" if policy.combine else "no_plan",
        "training" if policy.training else "no_training",
        "owner_only" if policy.owner_only else "others",
    )
    sentences = tuple(say(locale, f"trackers.use.{key}") for key in keys)
    if policy.retention_days is None:
        return (*sentences, say(locale, "trackers.use.kept_account"))
    return (*sentences, say(locale, "trackers.use.kept", count=policy.retention_days))
