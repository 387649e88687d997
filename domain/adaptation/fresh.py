"""A plan that was just made, held against what hurts at this very moment."""

from datetime import date

from domain.adaptation.apply import apply_change, changes_plan
from domain.adaptation.engine import suggestions
from domain.adaptation.revise import CannotApply
from domain.adaptation.scene import scene_of
from domain.catalogue.types import Catalogue
from domain.plan import PlanDocument
from domain.profile import Profile
from domain.training.state import Training

MOST_CHANGES = 16


def spared(
    document: PlanDocument, profile: Profile, training: Training, catalogue: Catalogue, day: date
) -> PlanDocument:
    """The document with everything done that would be done to it at once anyway (severe pain), as one version.

    A planner avoids what an injury rules out; severe pain today rules out whatever loads the region.
    """
    for _ in range(MOST_CHANGES):
        scene = scene_of(document, profile, training, catalogue, day=day)
        urgent = (each for each in suggestions(scene) if each.at_once and changes_plan(each.change))
        first = next(urgent, None)
        if first is None:
            return document
        try:
            document = apply_change(first.change, scene, rule=first.rule, subject=first.subject)
        except CannotApply:
            return document
    return document
