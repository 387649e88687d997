"""Apple Health's export, as a phone in any language writes it."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 14 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation|Workout|ActivitySummary)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
<!ELEMENT Record ((MetadataEntry|HeartRateVariabilityMetadataList)*)>
<!ATTLIST Record
  type          CDATA #REQUIRED
  unit          CDATA #IMPLIED
>
]>
<HealthData locale="fr_FR">
"""
TAIL = "</HealthData>\n"
_QUANTITY = "HKQuantityTypeIdentifier"


def stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S %z")


def exported(at: datetime) -> str:
    return f' <ExportDate value="{stamp(at)}"/>\n <Me HKCharacteristicTypeIdentifierDateOfBirth="1990-01-01"/>\n'


def quantity(kind: str, value: float, unit: str, start: datetime, seconds: int = 0, source: str = "Apple Watch") -> str:
    end = start + timedelta(seconds=seconds)
    return (
        f' <Record type="{_QUANTITY}{kind}" sourceName="{source}" sourceVersion="11.0" '
        f'device="&lt;&lt;HKDevice: 0x28&gt;, name:{source}, manufacturer:Apple Inc., model:Watch&gt;" unit="{unit}" '
        f'creationDate="{stamp(end)}" startDate="{stamp(start)}" endDate="{stamp(end)}" value="{value}"/>\n'
    )


def asleep(stage: str, start: datetime, minutes: float, source: str = "Apple Watch") -> str:
    end = start + timedelta(minutes=minutes)
    return (
        f' <Record type="HKCategoryTypeIdentifierSleepAnalysis" sourceName="{source}" creationDate="{stamp(end)}" '
        f'startDate="{stamp(start)}" endDate="{stamp(end)}" value="HKCategoryValueSleepAnalysis{stage}"/>\n'
    )


def workout(kind: str, start: datetime, minutes: float, inner: str = "", **totals: str) -> str:
    end = start + timedelta(minutes=minutes)
    shown = " ".join(f'{name}="{value}"' for name, value in totals.items())
    return (
        f' <Workout workoutActivityType="HKWorkoutActivityType{kind}" duration="{minutes}" durationUnit="min" {shown} '
        f'sourceName="Apple Watch" creationDate="{stamp(end)}" startDate="{stamp(start)}" endDate="{stamp(end)}">\n'
        f"{inner} </Workout>\n"
    )


def statistics(kind: str, **values: str) -> str:
    shown = " ".join(f'{name}="{value}"' for name, value in values.items())
    return f'  <WorkoutStatistics type="{_QUANTITY}{kind}" {shown}/>\n'


def zipped(pieces: Iterable[str], name: str = "apple_health_export/exportation.xml", routes: int = 1) -> bytes:
    """The archive with the records as one member beside the others that a phone puts there."""
    held = BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as archive:
        for index in range(routes):
            archive.writestr(f"apple_health_export/workout-routes/route_{index}.gpx", "<gpx></gpx>" * 3)
        archive.writestr("apple_health_export/export_cda.xml", "<ClinicalDocument></ClinicalDocument>")
        with archive.open(name, "w", force_zip64=True) as member:
            for piece in pieces:
                member.write(piece.encode())
    return held.getvalue()


def year(start: datetime, days: int) -> Iterator[str]:
    """A watch's days: a heart rate every four minutes, steps every ten, a night in stages, a run every other day."""
    yield HEAD
    yield exported(start + timedelta(days=days))
    for index in range(days):
        day = start + timedelta(days=index)
        for minute in range(0, 1440, 4):
            yield quantity("HeartRate", 55 + (minute * 7 + index) % 60, "count/min", day + timedelta(minutes=minute))
        for minute in range(420, 1320, 10):
            yield quantity("StepCount", 50 + (minute + index) % 90, "count", day + timedelta(minutes=minute), 300)
        for step in range(24):
            stage = ("AsleepCore", "AsleepDeep", "AsleepCore", "AsleepREM")[step % 4]
            yield asleep(stage, day + timedelta(minutes=-60 + 19 * step), 19)
        yield quantity("HeartRateVariabilitySDNN", 40 + index % 25, "ms", day + timedelta(hours=3), 60)
        yield quantity("RestingHeartRate", 52 + index % 5, "count/min", day + timedelta(hours=5))
        if index % 2 == 0:
            run = day + timedelta(hours=18)
            inner = statistics("HeartRate", average="151", minimum="98", maximum="177", unit="count/min")
            inner += statistics("DistanceWalkingRunning", sum="8.2", unit="km")
            yield workout("Running", run, 48.5, inner)
    yield TAIL
