"""Settings for commands: the environment, with what the command line said on top."""

import os

from adapters.settings import Settings, load
from domain.errors import ConfigError


def settings_from_environment(**over: str) -> Settings:
    """Load settings from the environment; `over` are variables that win. Raises `ConfigError`."""
    return load({**os.environ, **over})


def require(settings: Settings, *names: str) -> None:
    """Raise `ConfigError` for settings that this command cannot do without; `names` are variables."""
    for name in names:
        if not getattr(settings, name.removeprefix("FITAI_").lower()):
            raise ConfigError(f"{name} is not set; set it, or run `fitai up`, which starts an embedded service")
