"""Food words in sentences, with the allergens they may carry and the class a diet may exclude.

A sentence is not a recipe: a word that only may hold an allergen counts as holding it.
"""

import re
from functools import lru_cache

from msgspec import Struct

from domain.profile import Allergen, Diet

MEAT, PORK, POULTRY, FISH, SEAFOOD, DAIRY, EGG, HONEY, ALCOHOL, GLUTEN, PLANT = (
    "meat", "pork", "poultry", "fish", "seafood", "dairy", "egg", "honey", "alcohol", "gluten", "plant",
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
    _food(DAIRY, "milk|dairy|lactose|laitier|ألبان|yog(?:h)?urt|cheese|butter(?!nut|fl)|kefir|ghee|paneer|casein|cream|lait(?!ue)|yaourt|fromage|beurre|"
          "crème|حليب|زبادي|جبن|زبدة|لبن\\b|قشدة|كريمة", Allergen.MILK),
    _food(EGG, r"eggs?\b|omelet|mayonnaise|œuf|oeuf|بيض", Allergen.EGGS),
    _food(FISH, "fish|salmon|tuna|sardine|anchov|cod\\b|poisson|saumon|thon\\b|سمك|سلمون|تونة|سردين", Allergen.FISH),
    _food(SEAFOOD, "crusta|قشريات|shrimp|prawn|crabs\\b|crab meat|lobster|shellfish|crevette|crabe|homard|روبيان|جمبري|قريدس|سلطعون", Allergen.CRUSTACEANS),
    _food(SEAFOOD, "mollus|رخويات|mussel|oyster|squid|octopus|clams\\b|moule|huître|calmar|poulpe|حبار|أخطبوط|محار\\b", Allergen.MOLLUSCS),
    _food(PLANT, "peanut|cacahuète|cacahouète|arachide|فول سوداني|الفول السوداني", Allergen.PEANUTS),
    _food(PLANT, "almond|walnut|hazelnut|cashew|pistachio|pecan|macadamia|nuts?\\b|nutty|amande|noix|noisette|cajou|pistache|"
          "لوز\\b|جوز\\b|بندق|كاجو|فستق|مكسرات", Allergen.NUTS),
    _food(PLANT, "soy|tofu|tempeh|edamame|soja|صويا|توفو", Allergen.SOY),
    _food(GLUTEN, "gluten|غلوتين|جلوتين|bread|pasta|wheat|toast|couscous|bulgur|barley|rye\\b|oat|granola|muesli|cereal|bagel|noodle|cracker|"
          "(?:du|de|le|au|petit) pain\\b|pain complet|pâtes|blé|avoine|orge|céréale|semoule|خبز|معكرونة|قمح|شوفان|كسكس|برغل|شعير|سميد", Allergen.GLUTEN),
    _food(PLANT, "sesame|tahini|hummus|halva|sésame|houmous|سمسم|طحينة|حمص", Allergen.SESAME),
    _food(PLANT, "celery|céleri|كرفس", Allergen.CELERY),
    _food(PLANT, "mustard|moutarde|خردل", Allergen.MUSTARD),
    _food(PLANT, "lupin|ترمس", Allergen.LUPIN),
    _food(PLANT, "dried (?:fruit|apricot)|raisin|sulphite|sulfite|fruits secs|abricots secs|فواكه مجففة|زبيب", Allergen.SULPHITES),
    _food(ALCOHOL, "wine|beer|alcohol|vin\\b|bière|alcool|نبيذ|بيرة|كحول", Allergen.SULPHITES, Allergen.GLUTEN),
    _food(PORK, "pork|ham\\b|bacon|porc|jambon|lard|خنزير"),
    _food(MEAT, "beef|steak|lamb|mutton|meat|jerky|bœuf|boeuf|agneau|viande|لحم|لحوم|خروف"),
    _food(POULTRY, "chicken|turkey|poultry|poulet|dinde|volaille|دجاج|ديك رومي"),
    _food(HONEY, "honey|miel\\b|عسل"),
    _food(PLANT, "rice|potato|banana|apple|lentil|bean|chickpea|quinoa|fruit|vegetable|dates\\b|riz\\b|pomme|banane|lentille|"
          "haricot|légume|dattes|أرز|بطاطا|موز\\b|تفاح|عدس|فاصوليا|خضروات|فواكه|تمور|تمر\\b"),
)  # fmt: skip

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
}
"""Evidence 4.13. Whether meat is halal or kosher is a matter of slaughter that a word does not tell, so it is refused."""


@lru_cache(maxsize=4096)
def foods_in(text: str) -> tuple[tuple[str, FoodWord], ...]:
    """The food words of `text` with what they stand for."""
    return tuple((found.group(), food) for food in FOOD_WORDS if (found := food.pattern.search(text)))
