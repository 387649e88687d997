"""The person, in the dissertation's input schema and its typed extensions.

Key names are the dissertation's. Everything it does not name is optional, so a bare dissertation profile is valid.
`domain.coaching.person_of.person_of` turns a profile into the facts that the rules read.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct


class Gender(StrEnum):
    """Used only by the energy equations (Mifflin-St Jeor has two); `other` takes the mean of both."""

    MALE = "male"
    FEMALE = "female"
    OTHER = "other"


class FitnessLevel(StrEnum):
    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"


class Goal(StrEnum):
    MUSCLE_GAIN = "muscle_gain"
    STRENGTH_INCREASE = "strength_increase"
    WEIGHT_LOSS = "weight_loss"
    ENDURANCE_IMPROVEMENT = "endurance_improvement"
    FLEXIBILITY = "flexibility"
    GENERAL_FITNESS = "general_fitness"
    STRESS_REDUCTION = "stress_reduction"
    ATHLETIC_PERFORMANCE = "athletic_performance"
    REHABILITATION = "rehabilitation"
    BODY_RECOMPOSITION = "body_recomposition"


class EquipmentAccess(StrEnum):
    FULL_GYM = "full_gym"
    HOME_GYM = "home_gym"
    NO_EQUIPMENT = "no_equipment"


class Activity(StrEnum):
    STRENGTH_TRAINING = "strength_training"
    CARDIO = "cardio"
    YOGA = "yoga"
    WALKING = "walking"
    RUNNING = "running"
    CYCLING = "cycling"
    SWIMMING = "swimming"
    ROWING = "rowing"
    HIIT = "hiit"
    PILATES = "pilates"
    STRETCHING = "stretching"
    BODYWEIGHT = "bodyweight"


class Weekday(StrEnum):
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class ActivityLevel(StrEnum):
    """Activity outside training."""

    SEDENTARY = "sedentary"
    LIGHT = "light"
    MODERATE = "moderate"
    ACTIVE = "active"
    VERY_ACTIVE = "very_active"


class Condition(StrEnum):
    HYPERTENSION = "hypertension"
    HEART_DISEASE = "heart_disease"
    DIABETES = "diabetes"
    ASTHMA = "asthma"
    OSTEOPOROSIS = "osteoporosis"
    HERNIA = "hernia"
    KIDNEY_DISEASE = "kidney_disease"
    EATING_DISORDER_HISTORY = "eating_disorder_history"


class Symptom(StrEnum):
    """Red flags: any of them stops a training plan (PAR-Q+, AHA)."""

    CHEST_PAIN = "chest_pain"
    FAINTING = "fainting"
    DIZZINESS = "dizziness"
    BREATHLESS_AT_REST = "breathless_at_rest"
    PALPITATIONS = "palpitations"
    UNEXPLAINED_WEIGHT_LOSS = "unexplained_weight_loss"
    FEVER = "fever"
    CALF_SWELLING = "calf_swelling"
    NUMBNESS_OR_WEAKNESS = "numbness_or_weakness"
    VAGINAL_BLEEDING = "vaginal_bleeding"
    CONTRACTIONS = "contractions"


class PregnancyStage(StrEnum):
    TRIMESTER_1 = "trimester_1"
    TRIMESTER_2 = "trimester_2"
    TRIMESTER_3 = "trimester_3"
    POSTPARTUM_UNDER_12_WEEKS = "postpartum_under_12_weeks"
    BREASTFEEDING = "breastfeeding"


class Diet(StrEnum):
    OMNIVORE = "omnivore"
    VEGETARIAN = "vegetarian"
    PESCATARIAN = "pescatarian"
    VEGAN = "vegan"
    HALAL = "halal"
    KOSHER = "kosher"
    GLUTEN_FREE = "gluten_free"
    LACTOSE_FREE = "lactose_free"
    HINDU_VEGETARIAN = "hindu_vegetarian"
    JAIN = "jain"


class Allergen(StrEnum):
    """The fourteen groups of EU Regulation 1169/2011, Annex II."""

    GLUTEN = "gluten"
    CRUSTACEANS = "crustaceans"
    EGGS = "eggs"
    FISH = "fish"
    PEANUTS = "peanuts"
    SOY = "soy"
    MILK = "milk"
    NUTS = "nuts"
    CELERY = "celery"
    MUSTARD = "mustard"
    SESAME = "sesame"
    SULPHITES = "sulphites"
    LUPIN = "lupin"
    MOLLUSCS = "molluscs"


class Locale(StrEnum):
    EN = "en"
    FR = "fr"
    AR = "ar"


class Units(StrEnum):
    METRIC = "metric"
    IMPERIAL = "imperial"


Text = Annotated[str, Meta(max_length=500)]
Texts = Annotated[tuple[Text, ...], Meta(max_length=50)]
Score = Annotated[float, Meta(ge=0, le=10)]


class PersonalInfo(Struct, frozen=True, kw_only=True):
    """Height in cm and weight in kg (inches and pounds when `units` is imperial; converted on reading)."""

    age: Annotated[int, Meta(ge=13, le=100)]
    gender: Gender
    height: Annotated[float, Meta(ge=100, le=250)]
    weight: Annotated[float, Meta(ge=25, le=350)]
    fitness_level: FitnessLevel
    body_fat: Annotated[float, Meta(ge=3, le=65)] | None = None
    training_years: Annotated[float, Meta(ge=0, le=80)] | None = None
    activity_outside_training: ActivityLevel | None = None


class Preferences(Struct, frozen=True, kw_only=True):
    """`workout_duration` in minutes. `equipment` names catalogue equipment; when given it replaces the access group."""

    workout_duration: Annotated[int, Meta(ge=10, le=180)]
    days_per_week: Annotated[int, Meta(ge=1, le=7)]
    equipment_access: EquipmentAccess
    preferred_activities: Annotated[tuple[Activity, ...], Meta(max_length=12)] = ()
    equipment: Annotated[tuple[Text, ...], Meta(max_length=100)] | None = None
    available_weekdays: Annotated[tuple[Weekday, ...], Meta(max_length=7)] | None = None
    disliked_exercises: Texts = ()


class Constraints(Struct, frozen=True, kw_only=True):
    """Injuries are free text in English, French or Arabic, or region names; `domain.safety.regions` maps them."""

    injuries: Texts = ()
    time_restrictions: Texts = ()
    location: Text | None = None


class WeightEntry(Struct, frozen=True, kw_only=True):
    """A weighing: kg, with its ISO date when known."""

    weight: Annotated[float, Meta(ge=25, le=350)]
    date: Text | None = None


class Metrics(Struct, frozen=True, kw_only=True):
    """History. `workout_completion_rate` 0-1 (up to 100 is taken as per cent); `one_rep_max`: exercise name to kg."""

    weight_history: Annotated[tuple[WeightEntry, ...], Meta(max_length=1000)] = ()
    workout_completion_rate: Annotated[float, Meta(ge=0, le=1)] | None = None
    average_intensity_rating: Score | None = None
    one_rep_max: dict[Text, Annotated[float, Meta(gt=0, le=600)]] = {}


class WorkoutFeedback(Struct, frozen=True, kw_only=True):
    """What the person said of one exercise: difficulty and enjoyment 0-10, or words."""

    exercise: Text
    difficulty: Score | None = None
    enjoyment: Score | None = None
    comment: Text | None = None


class Feedback(Struct, frozen=True, kw_only=True):
    previous_workouts: Annotated[tuple[WorkoutFeedback, ...], Meta(max_length=500)] = ()


class GamifiedStats(Struct, frozen=True, kw_only=True):
    """The game's attributes in the dissertation's shape."""

    health: Annotated[float, Meta(ge=0, le=1000)] = 0
    strength: Annotated[float, Meta(ge=0, le=1000)] = 0
    agility: Annotated[float, Meta(ge=0, le=1000)] = 0
    endurance: Annotated[float, Meta(ge=0, le=1000)] = 0
    xp: Annotated[int, Meta(ge=0)] = 0
    level: Annotated[int, Meta(ge=1)] = 1


class BloodPressure(Struct, frozen=True, kw_only=True):
    """Resting blood pressure in mmHg."""

    systolic: Annotated[int, Meta(ge=60, le=300)]
    diastolic: Annotated[int, Meta(ge=30, le=200)]


class ParqAnswers(Struct, frozen=True, kw_only=True):
    """The seven general questions of a pre-participation screen, paraphrased from PAR-Q+; True means yes."""

    heart_disease_or_high_blood_pressure: bool = False
    chest_pain: bool = False
    dizziness_or_fainting: bool = False
    other_chronic_condition: bool = False
    prescribed_medicine: bool = False
    bone_or_joint_problem: bool = False
    supervised_exercise_only: bool = False


class Health(Struct, frozen=True, kw_only=True):
    """What a careful coach asks before training.

    `stages` refines a condition with a stage of the contraindication table, for example
    `{"diabetes": "peripheral_neuropathy"}`. `medical_clearance` means that a professional has agreed to training with
    what is stated here.
    """

    conditions: Annotated[tuple[Condition, ...], Meta(max_length=20)] = ()
    stages: dict[Text, Text] = {}
    other_conditions: Texts = ()
    medicines: Texts = ()
    symptoms: Annotated[tuple[Symptom, ...], Meta(max_length=20)] = ()
    parq: ParqAnswers | None = None
    pregnancy: PregnancyStage | None = None
    blood_pressure: BloodPressure | None = None
    medical_clearance: bool = False


class NutritionPreferences(Struct, frozen=True, kw_only=True):
    """`allergies` are EU groups or free text; free text that cannot be mapped is treated with caution."""

    diet: Diet = Diet.OMNIVORE
    allergies: Texts = ()
    dislikes: Texts = ()
    meals_per_day: Annotated[int, Meta(ge=1, le=8)] = 3


class Profile(Struct, frozen=True, kw_only=True):
    """A person's profile; see the module text."""

    personal_info: PersonalInfo
    goals: Annotated[tuple[Goal, ...], Meta(min_length=1, max_length=10)]
    preferences: Preferences
    constraints: Constraints = Constraints()
    metrics: Metrics = Metrics()
    feedback: Feedback = Feedback()
    gamified_stats: GamifiedStats = GamifiedStats()
    health: Health = Health()
    nutrition: NutritionPreferences = NutritionPreferences()
    locale: Locale = Locale.EN
    units: Units = Units.METRIC
