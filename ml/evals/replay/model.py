"""The numbers of the response model, each with where it comes from.

It is a model, not people: it is built so that no arm of the replay can read it, and so that its errors hit all arms
alike. What it is good for is finding faults of the engine and comparing policies; it cannot promise a person anything.
"""

from msgspec import Struct

JUDGEMENT = "our judgement"


class Model(Struct, frozen=True, kw_only=True):
    """Strength is kept as a logarithm (0.10 is about a tenth more). `SOURCES` says where each number comes from.

    `ceiling` and `weekly_gain` are by level (beginner, intermediate, advanced): the most that training can still add,
    and what a week far below the ceiling adds when sets are plenty.
    """

    ceiling: tuple[float, float, float] = (0.50, 0.25, 0.10)
    weekly_gain: tuple[float, float, float] = (0.0235, 0.0094, 0.0033)
    skill: tuple[float, float, float] = (0.06, 0.03, 0.01)
    skill_outings: float = 6.0
    responsiveness_sd: float = 0.35
    weekly_sets_scale: float = 10.0
    session_sets_scale: float = 6.0
    far_from_failure: float = 0.4
    light_load: float = 0.5
    detraining_after_days: int = 21
    detraining_days: float = 150.0
    recoverable_sd: float = 0.2
    fatigue_days: float = 7.0
    fatigue_per_set: float = 0.0025
    fatigue_over_recoverable: float = 2.0
    short_sleep_h: float = 6.0
    short_sleep_loss: float = 0.034
    day_sd: float = 0.02
    repetitions_sd: float = 0.15
    estimate_sd: float = 0.15
    set_decline: float = 0.07
    short_rest_s: int = 90
    short_rest_factor: float = 1.6
    rir_error_sd: float = 0.6
    rir_error_growth: float = 0.10
    rir_bias_sd: float = 0.5
    pain_per_session: float = 0.012
    pain_spread: float = 1.3
    pain_on_spike: float = 3.0
    spike_load: float = 1.10
    spike_sets: float = 1.5
    pain_over_recoverable: float = 2.0
    pain_worsens: float = 0.25
    pain_breaks: float = 0.05
    pain_heals_days: float = 8.0
    pain_loss: float = 0.03


DEFAULT = Model()

SOURCES: dict[str, str] = {
    "ceiling": "ACSM 2009: about 40 % more for untrained, 20 % for moderately trained, 10 % for advanced people",
    "weekly_gain": "set so that half a year of usual training gives 30, 13 and 5 %; ACSM 2009 for the order of size",
    "skill": "early gains in a new lift are partly skill; size is " + JUDGEMENT,
    "skill_outings": JUDGEMENT,
    "responsiveness_sd": "Hubal 2005: the same training adds from nothing to several times the mean; " + JUDGEMENT,
    "weekly_sets_scale": "Pelland 2024: each further weekly set brings less; the curve's scale is " + JUDGEMENT,
    "session_sets_scale": "Remmert 2025: little is left to gain above about 11 fractional sets of a session",
    "far_from_failure": "Robinson 2024: growth falls with distance from failure, strength hardly; " + JUDGEMENT,
    "light_load": "ACSM 2026: heavier loads (80 %) serve strength best; " + JUDGEMENT,
    "detraining_after_days": "Mujika and Padilla 2000: strength stays for three to four weeks without training",
    "detraining_days": JUDGEMENT,
    "recoverable_sd": "practitioner landmarks (`coaching.programming.volume`) with a person's own spread; " + JUDGEMENT,
    "fatigue_days": "Banister's model: fatigue decays over 7 to 15 days",
    "fatigue_per_set": "set so that usual weeks cost about 3 % of performance; " + JUDGEMENT,
    "fatigue_over_recoverable": JUDGEMENT,
    "short_sleep_h": "Craven 2022",
    "short_sleep_loss": "Craven 2022: lower-body strength 3.4 % less after 6 h of sleep or fewer",
    "day_sd": "day-to-day variation of a maximum of about 2-3 %; " + JUDGEMENT,
    "repetitions_sd": "Nuzzo 2023: people differ by 2-3 repetitions at 80 % of their maximum",
    "estimate_sd": "how far a person is from what body weight and level say; " + JUDGEMENT,
    "set_decline": "repetitions fall from set to set; size is " + JUDGEMENT,
    "short_rest_s": JUDGEMENT,
    "short_rest_factor": JUDGEMENT,
    "rir_error_sd": "Halperin 2022: people miss their repetitions in reserve by about one",
    "rir_error_growth": "Halperin 2022: the farther from failure, the larger the error; size is " + JUDGEMENT,
    "rir_bias_sd": JUDGEMENT,
    "pain_per_session": "Keogh and Winwood 2017 count 0.2-5.5 injuries in 1,000 h; lesser pains are several times "
    "more frequent: " + JUDGEMENT,
    "pain_spread": "most pains are slight: 2 plus an exponential tail, one in five reaches 4; " + JUDGEMENT,
    "pain_on_spike": "more pain after jumps of load: Frandsen 2025 for runs (hazard 1.5-2.3); size is " + JUDGEMENT,
    "spike_load": "ACSM 2009: steps of at most 10 %",
    "spike_sets": "acute against chronic load above 1.5 (Gabbett; contested by Impellizzeri 2020); " + JUDGEMENT,
    "pain_over_recoverable": JUDGEMENT,
    "pain_worsens": "a usual session for a joint that hurts adds this share of the score; " + JUDGEMENT,
    "pain_breaks": "chance for each point above 3 that such a session makes it much worse; " + JUDGEMENT,
    "pain_heals_days": JUDGEMENT,
    "pain_loss": JUDGEMENT,
}
"""Where each field of `Model` comes from."""
