"""Made-up runs of an evaluation: figures for every person, all good unless told otherwise."""

from msgspec.structs import replace

from domain.profile import Gender
from ml.evals.fairness import audit
from ml.evals.record import RunHead
from ml.evals.summary import Summary, means
from tests.unit.ml.evals.support import people

HEAD = RunHead(label="base", mode="menu", grammar=True, seed=0, data_sha256="d")
GOOD = {
    "chosen_faults": 0.0, "safety_chosen": 1.0, "safety_delivered": 1.0, "delivered_faults": 0.0, "all_kept": 1.0,
    "plan_made": 1.0, "answers_good": 1.0, "leaf_f1": 0.5, "exercise_jaccard": 0.5, "rougeLsum": 0.8,
    "values_rougeLsum": 0.6, "schedule_distance": 0.2, "fitt_vp": 55.0,
}  # fmt: skip


def a_run(label="base", count=60, data="d", **changes):
    """`count` people; a change is a value for everyone, or a function of the person's number."""
    scored = {}
    for person in range(count):
        jitter = 0.01 * (person % 5)
        scored[person] = (
            GOOD
            | {"leaf_f1": 0.5 + jitter}
            | {name: value(person) if callable(value) else value for name, value in changes.items()}
        )
    profile = people()[0].profile
    profiles = {
        person: replace(
            profile,
            personal_info=replace(profile.personal_info, gender=Gender.FEMALE if person % 2 else Gender.MALE),
        )
        for person in scored
    }
    return Summary(
        head=replace(HEAD, label=label, data_sha256=data),
        people=count,
        figures=means(scored.values()),
        scored=scored,
        fairness=audit(profiles, scored),
        sensitivity=(),
        diversity={},
        rules={},
        errors={},
    )


BETTER = {"leaf_f1": lambda person: 0.6 + 0.01 * (person % 5)}
