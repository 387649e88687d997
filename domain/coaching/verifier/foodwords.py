"""Food words in sentences, with the allergens they may carry and the class a diet may exclude.

A sentence is not a recipe: a word that only may hold an allergen counts as holding it.
"""

import re
from functools import lru_cache

from msgspec import Struct

from domain.profile import Allergen, Diet

MEAT, PORK, POULTRY, FISH, SEAFOOD, DAIRY, EGG, HONEY, ALCOHOL, GLUTEN, ROOT, PLANT = (
    "meat", "pork", "poultry", "fish", "seafood", "dairy", "egg", "honey", "alcohol", "gluten", "root", "plant",
)  # fmt: skip


class FoodWord(Struct, frozen=True, kw_only=True):
    """Stems that name one kind of food, its class and its allergens."""

    pattern: re.Pattern[str]
    kind: str
    allergens: frozenset[Allergen] = frozenset()


_ARTICLES = "[وفبكل]?ال|لل|[وفبكل]"


def _food(kind: str, stems: str, *allergens: Allergen) -> FoodWord:
    """`stems` start a word; an Arabic one may follow an article or a one-letter particle."""
    return FoodWord(
        pattern=re.compile(rf"(?<![^\W_])(?:{_ARTICLES})?(?:{stems})", re.IGNORECASE),
        kind=kind,
        allergens=frozenset(allergens),
    )


FOOD_WORDS: tuple[FoodWord, ...] = (
    _food(
        DAIRY,
        r"milk|dairy|lactose|laitier|yog(?:h)?urt|cheese|butter(?!nut|fl)|kefir|ghee|paneer|casein|cream|"
        r"lait(?!ue)|yaourt|fromage|beurre|crème|"
        r"ألبان|حليب|زبادي|جبن|زبدة|لبن\b|قشدة|كريمة",
        Allergen.MILK,
    ),
    _food(
        EGG,
        r"eggs?\b|omelet|mayonnaise|œuf|oeuf|"
        r"بيض",
        Allergen.EGGS,
    ),
    _food(
        FISH,
        r"fish|salmon|tuna|sardine|anchov|cod\b|poisson|saumon|thon\b|"
        r"سمك|سلمون|تونة|سردين",
        Allergen.FISH,
    ),
    _food(
        SEAFOOD,
        r"crusta|shrimp(?! squat)|prawn|crabs\b|crab meat|lobster|shellfish|crevette|crabe|homard|"
        r"قشريات|روبيان|جمبري|قريدس|سلطعون",
        Allergen.CRUSTACEANS,
    ),
    _food(
        SEAFOOD,
        r"mollus|mussel|oyster|squid|octopus|clams\b|moule|huître|calmar|poulpe|"
        r"رخويات|حبار|أخطبوط|محار\b",
        Allergen.MOLLUSCS,
    ),
    _food(
        PLANT,
        r"peanut|cacahuète|cacahouète|arachide|"
        r"فول سوداني|الفول السوداني",
        Allergen.PEANUTS,
    ),
    _food(
        PLANT,
        r"almond|walnut|hazelnut|cashew|pistachio|pecan|macadamia|nuts?\b|nutty|amande|noix|noisette|"
        r"cajou|pistache|"
        r"لوز\b|جوز\b|بندق|كاجو|فستق|مكسرات",
        Allergen.NUTS,
    ),
    _food(
        PLANT,
        r"soy|tofu|tempeh|edamame|soja|"
        r"صويا|توفو",
        Allergen.SOY,
    ),
    _food(
        GLUTEN,
        r"gluten|bread|pasta|wheat|toast|couscous|bulgur|barley|rye\b|oat|granola|muesli|cereal|bagel|"
        r"noodle|cracker|(?:du|de|le|au|petit) pain\b|pain complet|pâtes|blé|avoine|orge|céréale|semoule|"
        r"غلوتين|جلوتين|خبز|معكرونة|قمح|شوفان|كسكس|برغل|شعير|سميد",
        Allergen.GLUTEN,
    ),
    _food(
        PLANT,
        r"sesame|tahini|hummus|halva|sésame|houmous|"
        r"سمسم|طحينة|حمص",
        Allergen.SESAME,
    ),
    _food(
        PLANT,
        r"celery|céleri|"
        r"كرفس",
        Allergen.CELERY,
    ),
    _food(
        PLANT,
        r"mustard|moutarde|"
        r"خردل",
        Allergen.MUSTARD,
    ),
    _food(
        PLANT,
        r"lupin|"
        r"ترمس",
        Allergen.LUPIN,
    ),
    _food(
        PLANT,
        r"dried (?:fruit|apricot)|raisin|sulphite|sulfite|fruits secs|abricots secs|"
        r"فواكه مجففة|زبيب",
        Allergen.SULPHITES,
    ),
    _food(
        ALCOHOL,
        r"wine|beer|alcohol|vin\b|bière|alcool|"
        r"نبيذ|بيرة|كحول",
        Allergen.SULPHITES,
        Allergen.GLUTEN,
    ),
    _food(
        PORK,
        r"pork|ham\b(?! raise)|bacon|porc|jambon|lard|"
        r"خنزير",
    ),
    _food(
        MEAT,
        r"beef|steak|lamb|mutton|meat|jerky|bœuf|boeuf|agneau|viande|"
        r"لحم|لحوم|خروف",
    ),
    _food(
        POULTRY,
        r"chicken|turkey|poultry|poulet|dinde|volaille|"
        r"دجاج|ديك رومي",
    ),
    _food(
        HONEY,
        r"honey|miel\b|"
        r"عسل",
    ),
    _food(
        ROOT,
        r"potato|onion|garlic|carrot|beet(?:root|s\b)|radish|turnip|parsnip|leek|shallot|mushroom|fresh ginger|"
        r"pommes? de terre|patate|oignon|ail\b|carotte|betterave|radis|navet|panais|poireau|échalote|champignon|"
        r"gingembre frais|"
        r"بطاطا|بطاطس|بصل|ثوم|جزر\b|شمندر|شوندر|فجل|لفت\b|كراث|فطر\b|زنجبيل طازج",
    ),
    _food(
        PLANT,
        r"rice|banana|apple|lentil|bean|chickpea|quinoa|fruit|vegetable|dates\b|riz\b|pomme|banane|"
        r"lentille|haricot|légume|dattes|"
        r"أرز|موز\b|تفاح|عدس|فاصوليا|خضروات|فواكه|تمور|تمر\b",
    ),
)

_ANIMAL = frozenset({MEAT, PORK, POULTRY})
EXCLUDED: dict[Diet, frozenset[str]] = {
    Diet.OMNIVORE: frozenset(),
    Diet.VEGETARIAN: _ANIMAL | {FISH, SEAFOOD},
    Diet.PESCATARIAN: _ANIMAL,
    Diet.VEGAN: _ANIMAL | {FISH, SEAFOOD, DAIRY, EGG, HONEY},
    Diet.HALAL: _ANIMAL | {ALCOHOL},
    Diet.KOSHER: _ANIMAL | {SEAFOOD},
    Diet.GLUTEN_FREE: frozenset({GLUTEN}),
    Diet.LACTOSE_FREE: frozenset({DAIRY}),
    Diet.HINDU_VEGETARIAN: _ANIMAL | {FISH, SEAFOOD, EGG},
    Diet.JAIN: _ANIMAL | {FISH, SEAFOOD, EGG, HONEY, ALCOHOL, ROOT},
}
"""Evidence 4.13. Whether meat is halal or kosher is a matter of slaughter, which a word does not tell."""


@lru_cache(maxsize=4096)
def foods_in(text: str) -> tuple[tuple[str, FoodWord], ...]:
    """The food words of `text` with what they stand for."""
    return tuple((found.group(), food) for food in FOOD_WORDS if (found := food.pattern.search(text)))
