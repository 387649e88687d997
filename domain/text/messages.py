"""Every sentence a person reads, in English, French and Arabic: one TOML file per part and language.

The key of a text is its file's stem and its dotted path: `[referral]` `chest_pain = "..."` in `safety.toml` is
`safety.referral.chest_pain`. Parts of a path may hold dashes, so a rule's id can be a key (`safety.reason.SCR-1`).
A text holds `{named}` parameters. A table whose keys are plural categories (`one`, `other`, in Arabic also `zero`,
`two`, `few`, `many`) is one text with plural forms, chosen by its parameter `count`.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from tomllib import TOMLDecodeError, loads

from domain.errors import CatalogueError
from domain.profile import Locale

PLURAL_FORMS = frozenset({"zero", "one", "two", "few", "many", "other"})
"""The plural categories of Unicode CLDR."""

Text = str | dict[str, str]


def say(locale: str, key: str, **params: object) -> str:
    """The text of `key` in `locale`, with its parameters filled in.

    Raises `CatalogueError` when the key, the language or a parameter is missing: that is a fault of the program.
    """
    text = texts(locale).get(key)
    if text is None:
        raise CatalogueError(f"no text {key!r} in {locale!r}")
    try:
        form = text if isinstance(text, str) else text[plural_form(locale, params["count"], text)]
        return form.format(**params)
    except (KeyError, IndexError, ValueError) as wrong:
        raise CatalogueError(f"text {key!r} in {locale!r} cannot be filled in: {wrong!r}") from wrong


def has_text(key: str) -> bool:
    """Whether there is a text under `key`."""
    return key in texts(Locale.EN)


def plural_form(locale: str, count: object, forms: Mapping[str, str]) -> str:
    """The CLDR plural category of `count` in `locale`, or `other` when the text has no such form."""
    form = "other"
    if isinstance(count, int | float):
        if locale == Locale.FR:
            form = "one" if abs(count) < 2 else "other"
        elif locale == Locale.AR:
            form = _arabic_form(count)
        else:
            form = "one" if count == 1 else "other"
    return form if form in forms else "other"


def _arabic_form(count: float) -> str:
    if count in (0, 1, 2):
        return ("zero", "one", "two")[int(count)]
    if count != int(count):
        return "other"
    rest = int(count) % 100
    if 3 <= rest <= 10:
        return "few"
    return "many" if rest >= 11 else "other"


@cache
def texts(locale: str) -> dict[str, Text]:
    """Every text of a language by its key. Raises `CatalogueError` for an unknown language or a broken file."""
    if locale not in tuple(Locale):
        raise CatalogueError(f"no texts in language {locale!r}; there are {', '.join(Locale)}")
    found: dict[str, Text] = {}
    folder = files("domain.text") / str(locale)
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if not file.name.endswith(".toml"):
            continue
        try:
            tree = loads(file.read_text(encoding="utf-8"))
        except (TOMLDecodeError, UnicodeDecodeError) as wrong:
            raise CatalogueError(f"text/{locale}/{file.name}: {wrong}") from wrong
        found.update(_flat(file.name.removesuffix(".toml"), tree, f"text/{locale}/{file.name}"))
    return found


def _flat(prefix: str, tree: Mapping[str, object], where: str) -> dict[str, Text]:
    found: dict[str, Text] = {}
    for name, value in tree.items():
        key = f"{prefix}.{name}"
        if isinstance(value, str):
            found[key] = value
        elif isinstance(value, dict) and "other" in value and value.keys() <= PLURAL_FORMS:
            found[key] = {form: str(text) for form, text in value.items()}
        elif isinstance(value, dict):
            found.update(_flat(key, value, where))
        else:
            raise CatalogueError(f"{where}: {key} holds {type(value).__name__}; only texts and tables are allowed")
    return found


def parameters(text: Text) -> frozenset[str]:
    """The names in braces; for a text with plural forms, those of all its forms and `count`."""
    if isinstance(text, dict):
        return frozenset({"count"}).union(*(parameters(form) for form in text.values()))
    return frozenset(name.partition(".")[0].partition("[")[0] for _, name, _, _ in Formatter().parse(text) if name)


def validate_texts() -> tuple[str, ...]:
    """What is wrong with the catalogue: a key or a parameter that is not the same in all languages, an empty text."""
    problems: list[str] = []
    by_locale = {locale: texts(locale) for locale in Locale}
    keys = sorted(set().union(*by_locale.values()))
    for key in keys:
        for locale, own in by_locale.items():
            text = own.get(key)
            if text is None:
                problems.append(f"{key}: missing in {locale}")
            elif not all(form.strip() for form in ([text] if isinstance(text, str) else text.values())):
                problems.append(f"{key}: empty in {locale}")
        used = {locale: parameters(own[key]) for locale, own in by_locale.items() if key in own}
        if len(set(used.values())) > 1:
            listed = "; ".join(f"{locale} {{{', '.join(sorted(names))}}}" for locale, names in used.items())
            problems.append(f"{key}: parameters differ: {listed}")
    return tuple(problems)
