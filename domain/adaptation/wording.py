"""The sentences of reasons, in the scene's language."""

from domain.adaptation.scene import Scene
from domain.adaptation.session import Why
from domain.text.messages import say


def why(scene: Scene, rule: str, numbers: dict[str, float] | None = None, **words: object) -> Why:
    """A reason with its sentence; `numbers` fill the text and stay readable beside it."""
    numbers = numbers or {}
    shown = {name: f"{value:g}" for name, value in numbers.items()}
    return Why(rule=rule, text=say(scene.locale, f"today.why.{rule}", **{**shown, **words}), numbers=numbers)


def region_name(scene: Scene, region: str) -> str:
    """A joint's name."""
    return say(scene.locale, f"common.joint.{region}")


def day_name(scene: Scene, weekday: str) -> str:
    """A weekday's name."""
    return say(scene.locale, f"common.weekday.{weekday}")
