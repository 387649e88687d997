"""TCX and GPX as devices and services write them."""

from datetime import datetime, timedelta

_TCX_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2" '
    'xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2"><Activities>'
)
_GPX_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<gpx creator="Recorder 5" version="1.1" '
    'xmlns="http://www.topografix.com/GPX/1/1" '
    'xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1"><metadata><name>secret</name></metadata>'
)


def zulu(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def tcx(start: datetime, laps: int = 2, lap_s: int = 600, sport: str = "Running") -> str:
    """An activity of even laps: 3 m a second, a point every ten seconds with a heart rate that climbs."""
    text = [_TCX_HEAD, f'<Activity Sport="{sport}"><Id>{zulu(start)}</Id>']
    for lap in range(laps):
        begin = start + timedelta(seconds=lap * lap_s)
        text.append(
            f'<Lap StartTime="{zulu(begin)}"><TotalTimeSeconds>{lap_s}.0</TotalTimeSeconds>'
            f"<DistanceMeters>{3 * lap_s}.0</DistanceMeters><Calories>120</Calories>"
            "<AverageHeartRateBpm><Value>150</Value></AverageHeartRateBpm>"
            "<MaximumHeartRateBpm><Value>171</Value></MaximumHeartRateBpm><Intensity>Active</Intensity><Track>"
        )
        text.extend(
            f"<Trackpoint><Time>{zulu(begin + timedelta(seconds=second))}</Time>"
            f"<DistanceMeters>{3 * second}</DistanceMeters>"
            f"<HeartRateBpm><Value>{140 + second // 60}</Value></HeartRateBpm></Trackpoint>"
            for second in range(0, lap_s, 10)
        )
        text.append("</Track></Lap>")
    text.append("<Creator><Name>Forerunner 965</Name></Creator></Activity></Activities></TrainingCenterDatabase>")
    return "".join(text)


def gpx(start: datetime, points: int = 361, kind: str = "running") -> str:
    """A way due north, a point a second of 1/40000 degree (2.78 m); a pause is a new segment."""
    text = [_GPX_HEAD, f"<trk><name>Home to work</name><type>{kind}</type><trkseg>"]
    for index in range(points):
        at = zulu(start + timedelta(seconds=index))
        text.append(
            f'<trkpt lat="{48 + index / 40000:.7f}" lon="2.35"><ele>35</ele><time>{at}</time><extensions>'
            f"<gpxtpx:TrackPointExtension><gpxtpx:hr>{150 + index % 3}</gpxtpx:hr></gpxtpx:TrackPointExtension>"
            "</extensions></trkpt>"
        )
        if index == points // 2:
            text.append("</trkseg><trkseg>")
    text.append("</trkseg></trk></gpx>")
    return "".join(text)
