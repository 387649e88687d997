"""What the seeded people write in their own words, by language: injuries, times, places, comments, foods."""

from collections.abc import Mapping
from typing import Final

from domain.profile import Locale

Words = Mapping[Locale, tuple[str, ...]]

INJURIES: Final[Words] = {
    Locale.EN: ("knee pain", "sore left knee", "lower back pain", "old shoulder injury", "shoulder impingement",
                "sprained ankle", "tennis elbow", "wrist pain", "stiff neck", "hip pain", "runner's knee",
                "herniated disc", "Achilles tendinitis"),
    Locale.FR: ("mal au genou", "douleur au genou droit", "mal de dos", "lombalgie", "douleur à l'épaule",
                "entorse de la cheville", "mal au poignet", "douleur au coude", "torticolis", "douleur à la hanche"),
    Locale.AR: ("ألم في الركبة", "ألم في أسفل الظهر", "ألم في الكتف", "التواء الكاحل", "ألم في المعصم",
                "ألم في الرقبة", "ألم في الورك", "ألم في المرفق"),
}  # fmt: skip
TIMES: Final[Words] = {
    Locale.EN: ("mornings only", "no weekends", "lunch breaks", "evenings after work"),
    Locale.FR: ("le matin seulement", "pas le week-end", "pause déjeuner", "le soir après le travail"),
    Locale.AR: ("صباحا فقط", "ليس في نهاية الأسبوع", "مساء بعد العمل"),
}
LOCATIONS: Final[Words] = {
    Locale.EN: ("home", "gym", "park", "office gym"),
    Locale.FR: ("maison", "salle de sport", "parc"),
    Locale.AR: ("المنزل", "النادي", "الحديقة"),
}
COMMENTS: Final[Words] = {
    Locale.EN: ("loved it", "too hard on my knees", "boring", "felt strong", "could do more"),
    Locale.FR: ("très bien", "trop dur", "ennuyeux", "je me sentais fort", "un peu facile"),
    Locale.AR: ("ممتاز", "صعب جدا", "ممل", "سهل قليلا"),
}
DISLIKES: Final[Words] = {
    Locale.EN: ("mushrooms", "fish", "broccoli", "olives"),
    Locale.FR: ("champignons", "poisson", "brocoli", "olives"),
    Locale.AR: ("فطر", "سمك", "بروكلي", "زيتون"),
}
