"""What a plan's sentences may not hold: a text is checked as a value, whoever wrote it.

Terms are stems in English, French and Arabic. The lists lean to refusing: a refused sentence is replaced by our own
wording and costs nothing, a missed one may hurt.
"""

import re
import unicodedata
from functools import lru_cache

from domain.profile import Locale

NAME_LIMIT = 80
OVERVIEW_LIMIT = 400
TEXT_LIMIT = 600
"""Characters. A plan's name is one line, its overview one or two sentences."""

_URL = re.compile(r"https?:|www\.|\b[\w-]+\.(?:com|org|net|io|fr|tn|ma|dz|me|ru|xyz)\b|@\w+\.\w", re.IGNORECASE)
_MARKUP = re.compile(r"<[^>]*>|</|&\w+;|\[[^\]]*\]\(|`|\*\*|^#|\$\{|\{\{|[{}\[\]|\\]", re.MULTILINE)
_LEAK = re.compile(
    r"\bE\d\d\b|\bF\d\d\b|start_of_turn|end_of_turn|im_start|im_end|\bINST\b|\bsystem prompt\b|\bprompt\b|\binput:|"
    r"\boutput:|\bjson\b|\bas an ai\b|\blanguage model\b|\bassistant\b|ignore (?:all|any|the|previous|prior)|"
    r"ignore[rz]? (?:toutes?|les|ces)|\bmodèle de langage\b|\bintelligence artificielle\b|"
    r"نموذج لغوي|تجاهل|ذكاء اصطناعي|"
    r"\bmenu ids?\b|\bnull\b|\bundefined\b|\blorem ipsum\b",
    re.IGNORECASE,
)
_DRUG = re.compile(
    r"steroid|stéroïde|anabol|testosteron|testostéron|trenbolon|nandrolon|oxandrolon|stanozolol|dianabol|anavar|"
    r"clenbuterol|clenbutérol|\bsarms?\b|ostarine|ephedr|éphédr|\bdnp\b|dinitrophenol|amphetamin|amphétamin|"
    r"growth hormone|hormone de croissance|\bhgh\b|\bepo\b|insulin|creatine|créatine|supplement|"
    r"complément|\bwhey\b|protein powder|protéine en poudre|pre-?workout (?:drink|powder|booster)|fat burner|"
    r"brûleur de graisse|caffeine|caféine|beta-?alanine|\bbcaas?\b|ibuprofen|ibuprofène|aspirin|paracetamol|"
    r"paracétamol|painkill|antidouleur|anti-?inflammatory|anti-?inflammatoire|diuretic|diurétique|\blaxati|"
    r"\bpills?\b|\bpilules?\b|\btablets?\b|\bcomprimés?\b|\bcapsules?\b|\bgélules?\b|injection|\bdos(?:e|es|ing|age)\b|"
    r"\d\s*(?:mg|mcg|µg|iu|ui|cc)\b|ستيرويد|منشط|تستوستيرون|هرمون|كرياتين|مكمل|كافيين|إيبوبروفين|أسبرين|باراسيتامول|"
    r"مسكن|حبوب|أقراص|حقن|كبسول|جرعة|أنسولين|إنسولين|ملغ|مدر للبول",
    re.IGNORECASE,
)
_CLAIM = re.compile(
    r"\bcures?\b|\bcured\b|guarantee|miracle|\bno pain,? no gain\b|push through (?:the )?pain|ignore (?:the )?pain|"
    r"guéri|garanti|malgré la douleur|يشفي|علاج نهائي|مضمون|معجزة|رغم الألم",
    re.IGNORECASE,
)
_FUNCTION_WORDS = {
    Locale.EN: "the and with your you for this that is are will of to in on each week",
    Locale.FR: "le la les un une des et avec votre vous pour ce cette est sont du de en chaque semaine",
}


@lru_cache(maxsize=4096)
def faults(text: str, locale: str, limit: int) -> tuple[str, ...]:
    """The faults of form of `text`: empty, too_long, control, url, markup, leak, claim, script, language."""
    if not text.strip():
        return ("empty",)
    found = [name for name, pattern in _FORM if pattern.search(text)]
    if len(text) > limit:
        found.append("too_long")
    if any(
        unicodedata.category(char) in {"Cc", "Cf", "Co", "Cn"} and char not in "\u200c\u200d\u200f" for char in text
    ):
        found.append("control")
    if not _in_script(text, locale):
        found.append("script")
    elif not _in_language(text, locale):
        found.append("language")
    return tuple(found)


_FORM = (("url", _URL), ("markup", _MARKUP), ("leak", _LEAK), ("claim", _CLAIM))


@lru_cache(maxsize=4096)
def names_a_drug(text: str) -> str:
    """The drug, supplement or dose that `text` names, or an empty string."""
    found = _DRUG.search(_plain_digits(text))
    return found.group() if found else ""


def _in_script(text: str, locale: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    if not letters:
        return False
    arabic = sum("\u0600" <= char <= "\u06ff" or "\u0750" <= char <= "\u077f" for char in letters)
    latin = sum(char < "\u0250" for char in letters)
    wanted = arabic if locale == Locale.AR else latin
    return arabic + latin == len(letters) and wanted >= 0.7 * len(letters)


def _in_language(text: str, locale: str) -> bool:
    """Whether the function words of a Latin text are not mostly those of the other language."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    count = {each: sum(word in listed.split() for word in words) for each, listed in _FUNCTION_WORDS.items()}
    own = count.get(Locale(locale))
    return own is None or own >= max(count.values())


_NUMBER_WORDS = {
    "en": "one two three four five six seven eight nine ten",
    "fr": "un|une deux trois quatre cinq six sept huit neuf dix",
    "ar": "واحد|واحدة اثنان|اثنين ثلاثة|ثلاث أربعة|أربع خمسة|خمس ستة|ست سبعة|سبع ثمانية|ثماني تسعة|تسع عشرة|عشر",
}
_UNITS = {
    "days": "days?|sessions?|workouts?|times|jours?|séances?|fois|أيام|يوم|حصص|جلسات|مرات",
    "minutes": "minutes?|mins?|دقائق|دقيقة",
    "hours": "hours?|heures?|ساعات|ساعة",
    "weeks": "weeks?|semaines?|أسابيع|أسبوع",
    "sets": "sets?|séries?|مجموعات|مجموعة",
    "exercises": "exercises?|exercices?|تمارين|تمرين",
    "energy": "kcal|calories?|سعرة|سعرات",
}
"""What a number may count; a word or two may stand between (`20 hard sets`)."""


@lru_cache(maxsize=8)
def _counting(locale: str) -> tuple[re.Pattern[str], dict[str, float]]:
    values = {
        word: float(value) for value, words in enumerate(_NUMBER_WORDS[locale].split(), 1) for word in words.split("|")
    }
    units = "|".join(f"(?P<{name}>{stems})" for name, stems in _UNITS.items())
    number = rf"(?P<figure>\d+(?:[.,]\d+)?)|(?<!\w)(?P<word>{'|'.join(values)})(?!\w)"
    return re.compile(rf"(?:{number})(?:[\s-]+(?:[^\W\d]+\s+)?(?:{units})(?!\w))?", re.IGNORECASE), values


def stated_numbers(text: str, locale: str) -> tuple[tuple[str, float], ...]:
    """What `text` states as (unit, number): every figure (unit empty when none follows), number words with a unit."""
    pattern, values = _counting(locale)
    found = []
    for match in pattern.finditer(_plain_digits(text)):
        unit = next((name for name in _UNITS if match[name]), "")
        if match["figure"]:
            found.append((unit, float(match["figure"].replace(",", "."))))
        elif unit:
            found.append((unit, values[match["word"].lower()]))
    return tuple(found)


def _plain_digits(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate({0x660 + digit: str(digit) for digit in range(10)})
