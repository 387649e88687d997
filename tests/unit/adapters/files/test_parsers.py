"""What each kind of file tells."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from adapters.files.apple_sleep import Nights, Stage
from adapters.files.kinds import FileKind, kind_of
from adapters.files.numbers import instant, number, sport_of
from adapters.files.parse import parse
from adapters.files.reading import FileContext
from domain.activity.merging import days_of
from domain.activity.records import HeartRate, Measure, Reading, Sleep, Sport, TrackerRecord, Workout
from tests.recordings import apple, documents, fit

START = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
TOLD = datetime(2026, 11, 23, tzinfo=UTC)
PARIS = timezone(timedelta(hours=1))
NIGHT = datetime(2026, 11, 20, 0, 10, tzinfo=PARIS)

Read = Callable[[bytes | str], list[TrackerRecord]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def reading(content: bytes | str) -> list[TrackerRecord]:
        data = content.encode() if isinstance(content, str) else content
        path = tmp_path / "file"
        path.write_bytes(data)
        context = FileContext(told_at=TOLD, zone=ZoneInfo("Europe/Paris"))
        return list(parse(path, kind_of(data[:4096]), context))

    return reading


def test_a_ride_of_a_head_unit(read: Read) -> None:
    (record,) = read(fit.ride(START, 1800))
    assert record == TrackerRecord(
        source="fit",
        device="garmin Edge 1040",
        key="workout:2026-11-20T23:30:00+00:00:garmin Edge 1040",
        day=date(2026, 11, 21),  # by the device's own clock
        updated_at=TOLD,
        what=Workout(
            start=datetime(2026, 11, 21, 0, 30, tzinfo=PARIS),
            end=datetime(2026, 11, 21, 1, 0, tzinfo=PARIS),
            sport=Sport.CYCLING,
            distance_m=14_400.0,
            energy_kcal=900.0,
            hr_mean=139.5,  # of the points, for the session has none
            hr_high=159,
        ),
    )


def test_what_a_session_says_itself_stands_above_its_points(read: Read) -> None:
    file = fit.device(fit.FitFile(), START)
    file.add(fit.RECORD, (253, fit.UINT32, fit.seconds(START)), (3, fit.UINT8, 90))
    fit.session(file, START, 3600, sport=fit.TRAINING, sub=fit.STRENGTH, moving_s=3000, hr_mean=111, hr_high=150)
    (record,) = read(file.bytes())
    assert isinstance(record.what, Workout)
    assert record.what.sport is Sport.STRENGTH
    assert (record.what.moving_s, record.what.hr_mean, record.what.hr_high) == (3000, 111, 150)


def test_a_chain_of_fit_files_is_read_to_the_end(read: Read) -> None:
    second = fit.session(fit.FitFile(), START + timedelta(hours=5), 600).bytes()
    assert len(read(fit.ride(START, 10) + second)) == 2


def test_a_clock_that_was_never_set_gives_no_workout(read: Read) -> None:
    file = fit.FitFile().add(fit.SESSION, (2, fit.UINT32, 5000), (7, fit.UINT32, 600_000), (5, fit.ENUM, 1))
    fit.session(file, START, 600)
    assert len(read(file.bytes())) == 1


def test_health_values_in_fit(read: Read) -> None:
    at = fit.seconds(datetime(2026, 11, 20, 6, tzinfo=UTC))
    file = fit.FitFile()
    for later, resting in ((0, 58), (3600, 52)):
        file.add(fit.RESTING, (253, fit.UINT32, at + later), (0, fit.UINT8, 60), (1, fit.UINT8, resting))
    file.add(fit.HRV_STATUS, (253, fit.UINT32, at), (1, fit.UINT16, 47 * 128))
    file.add(fit.WEIGHT, (253, fit.UINT32, at), (0, fit.UINT16, 7812))
    assert {(record.key, record.what) for record in read(file.bytes())} == {
        ("resting_hr:2026-11-20", Reading(of=Measure.RESTING_HR, value=52)),
        ("hrv_rmssd:2026-11-20", Reading(of=Measure.HRV_RMSSD, value=47)),
        ("weight:2026-11-20", Reading(of=Measure.WEIGHT, value=78.12)),
    }


@pytest.mark.parametrize(("minutes", "distance", "expected"), [(3, 0.0, 40.0), (60, 0.0, None), (3, 900.0, None)])
def test_heartbeats_count_as_variability_only_at_rest(
    read: Read, minutes: int, distance: float, expected: float | None
) -> None:
    file = fit.FitFile()
    for _ in range(60):
        file.add(fit.HRV, (0, fit.UINT16, (1000, 1040, 1000, 1040, 65535)))
    fit.session(file, START, 60 * minutes, sport=0, distance_m=distance)
    found = [record.what.value for record in read(file.bytes()) if isinstance(record.what, Reading)]
    assert found == ([] if expected is None else [expected])


def test_tcx(read: Read) -> None:
    (record,) = read(documents.tcx(START))
    assert (record.source, record.device, record.day) == ("tcx", "Forerunner 965", date(2026, 11, 21))
    assert record.what == Workout(
        start=START,
        end=START + timedelta(minutes=20),
        sport=Sport.RUNNING,
        moving_s=1200,
        distance_m=3600,
        energy_kcal=240,
        hr_mean=144.5,
        hr_high=171,
    )


def test_gpx_measures_the_way_and_leaves_out_the_pause(read: Read) -> None:
    (record,) = read(documents.gpx(START, kind="Trail Run"))
    workout = record.what
    assert isinstance(workout, Workout)
    assert (workout.sport, workout.end - workout.start) == (Sport.RUNNING, timedelta(minutes=6))
    assert workout.distance_m == pytest.approx(359 * 2.78, rel=0.002)
    assert (workout.hr_mean, workout.hr_high) == (151, 152)
    assert "secret" not in repr(record)
    assert "Home to work" not in repr(record)


def test_a_route_without_times_is_no_workout(read: Read) -> None:
    both = documents.gpx(START).replace("</gpx>", '<trk><trkseg><trkpt lat="1" lon="2"/></trkseg></trk></gpx>')
    assert len(read(both)) == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings(read: Read, encoding: str) -> None:
    text = documents.gpx(START, 10).replace('encoding="UTF-8"', f'encoding="{encoding[:6].rstrip("-")}"')
    assert len(read(text.encode(encoding))) == 1


def test_an_apple_export(read: Read) -> None:
    evening = datetime(2026, 11, 19, 23, 0, tzinfo=PARIS)
    pieces = [
        apple.HEAD,
        apple.exported(TOLD - timedelta(days=1)),
        apple.quantity("StepCount", 1000, "count", NIGHT, 300),
        apple.quantity("StepCount", 500, "count", NIGHT, 300),
        apple.quantity("StepCount", 1400, "count", NIGHT, 300, source="iPhone"),
        apple.quantity("HeartRate", 60, "count/min", NIGHT),
        apple.quantity("HeartRate", 100, "count/min", NIGHT),
        apple.quantity("HeartRateVariabilitySDNN", 50, "ms", NIGHT),
        apple.quantity("RestingHeartRate", 54, "count/min", NIGHT),
        apple.quantity("BodyMass", 176.4, "lb", NIGHT),
        apple.quantity("DietaryWater", 300, "mL", NIGHT),
        ' <Correlation type="HKCorrelationTypeIdentifierFood">\n',
        apple.quantity("StepCount", 1000, "count", NIGHT, 300),
        " </Correlation>\n",
        apple.asleep("InBed", evening, 480),
        apple.asleep("AsleepCore", evening, 60),
        apple.asleep("AsleepDeep", evening + timedelta(minutes=60), 90),
        apple.asleep("Awake", evening + timedelta(minutes=150), 10),
        apple.asleep("AsleepREM", evening + timedelta(minutes=160), 80),
        apple.workout(
            "TraditionalStrengthTraining",
            NIGHT + timedelta(hours=18),
            45,
            apple.statistics("HeartRate", average="121", maximum="160", unit="count/min"),
            totalEnergyBurned="1255.2",
            totalEnergyBurnedUnit="kJ",
        ),
        apple.TAIL,
    ]
    records = {(record.key.partition(":")[0], record.device): record for record in read(apple.zipped(pieces))}
    day = date(2026, 11, 20)
    assert {place: record.what for place, record in records.items() if place[0] != "workout"} == {
        ("steps", "Apple Watch"): Reading(of=Measure.STEPS, value=1500),
        ("steps", "iPhone"): Reading(of=Measure.STEPS, value=1400),
        ("heart_rate", "Apple Watch"): HeartRate(mean=80, low=60, high=100, samples=2),
        ("hrv_sdnn", "Apple Watch"): Reading(of=Measure.HRV_SDNN, value=50),
        ("resting_hr", "Apple Watch"): Reading(of=Measure.RESTING_HR, value=54),
        ("weight", "Apple Watch"): Reading(of=Measure.WEIGHT, value=80.01),
        ("sleep", "Apple Watch"): Sleep(
            start=evening,
            end=evening + timedelta(minutes=240),
            asleep_s=230 * 60,
            deep_s=90 * 60,
            rem_s=80 * 60,
            light_s=60 * 60,
            awake_s=600,
        ),
    }
    assert {(record.source, record.day, record.updated_at) for record in records.values()} == {
        ("apple_health", day, TOLD - timedelta(days=1))
    }
    workout = records["workout", "Apple Watch"].what
    assert isinstance(workout, Workout)
    assert (workout.sport, workout.energy_kcal, workout.hr_mean, workout.hr_high) == (Sport.STRENGTH, 300, 121, 160)


def test_one_run_told_by_every_kind_of_file_is_one_workout(read: Read) -> None:
    start = datetime(2026, 11, 20, 9, tzinfo=UTC)
    recorded = fit.session(fit.device(fit.FitFile(), start), start, 1200, distance_m=3600, hr_mean=145)
    told = apple.workout("Running", start.astimezone(PARIS), 20, totalDistance="3.55", totalDistanceUnit="km")
    files = [
        recorded.bytes(),
        documents.tcx(start),
        documents.gpx(start, 1200),
        apple.zipped([apple.HEAD, told, apple.TAIL]),
    ]
    records = [record for file in files for record in read(file)]
    assert {record.source for record in records} == set(FileKind)
    (day,) = days_of(records, date(2026, 11, 20), date(2026, 11, 20))
    (trained,) = day.workouts
    assert (trained.origin.source, trained.workout.sport) == ("fit", Sport.RUNNING)
    assert {origin.source for origin in trained.also} == {"tcx", "gpx", "apple_health"}


def test_the_records_are_found_whatever_the_member_is_called(read: Read) -> None:
    pieces = [apple.HEAD, apple.quantity("RestingHeartRate", 54, "count/min", NIGHT), apple.TAIL]
    assert read(apple.zipped(pieces, name="../../../etc/导出.xml", routes=50))[0].what == Reading(
        of=Measure.RESTING_HR, value=54
    )


def test_an_export_from_the_future_is_told_now(read: Read) -> None:
    pieces = [apple.HEAD, apple.exported(TOLD + timedelta(days=900)), apple.workout("Yoga", NIGHT, 30), apple.TAIL]
    (record,) = read(apple.zipped(pieces))
    assert record.updated_at == TOLD
    assert isinstance(record.what, Workout)
    assert record.what.sport is Sport.MOBILITY


def test_nights_are_put_together_whatever_the_order_and_repetition() -> None:
    nights = Nights()
    begin = datetime(2026, 11, 19, 23, tzinfo=PARIS)
    samples = [(0, 60, Stage.LIGHT), (60, 90, Stage.REM), (30, 90, Stage.ASLEEP), (600, 630, Stage.ASLEEP)]
    for start, end, stage in [*reversed(samples), *samples]:
        nights.add("watch", begin + timedelta(minutes=start), begin + timedelta(minutes=end), stage)
    nights.add("watch", begin + timedelta(days=2), begin + timedelta(days=2, hours=1), Stage.AWAKE)
    sleeps = [sleep for _, sleep in nights.sleeps()]
    assert [(sleep.start, sleep.asleep_s, sleep.light_s) for sleep in sleeps] == [
        (begin, 90 * 60, 60 * 60),
        (begin + timedelta(hours=10), 30 * 60, None),
    ]


def test_progress_is_told(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(documents.gpx(START, 2000).encode())
    told: list[tuple[int, int]] = []
    context = FileContext(told_at=TOLD, progress=lambda done, whole: told.append((done, whole)))
    assert list(parse(path, FileKind.GPX, context))
    assert told == sorted(told)
    assert told[-1] == (path.stat().st_size,) * 2


@pytest.mark.parametrize(
    ("names", "sport"),
    [
        (("strength_training", "training"), Sport.STRENGTH),
        (("generic", "running"), Sport.RUNNING),
        (("HighIntensityIntervalTraining",), Sport.INTERVALS),
        (("FunctionalStrengthTraining",), Sport.STRENGTH),
        (("VirtualRide",), Sport.CYCLING),
        (("Biking",), Sport.CYCLING),
        (("cross_country_skiing",), Sport.SKIING),
        (("", "Badminton"), Sport.OTHER),
        ((), Sport.OTHER),
    ],
)
def test_sports(names: tuple[str, ...], sport: Sport) -> None:
    assert sport_of(*names) is sport


@pytest.mark.parametrize("text", ["", None, "nan", "inf", "-3", "1e999", "12 kg"])
def test_what_is_no_number(text: str | None) -> None:
    assert number(text) is None


def test_a_time_without_an_offset_is_utc() -> None:
    assert instant("2026-11-20T10:00:00") == instant("2026-11-20T10:00:00.000Z") == instant("2026-11-20T11:00:00+01:00")
    assert instant("yesterday") is None
