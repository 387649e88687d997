"""A copy of everything that is kept about a person: ordered, made by a job, fetched, and gone with its time."""

import io
import json
from zipfile import ZipFile

import msgspec
from litestar import Litestar

from adapters.storage.repositories.exports import PARTS
from api.app import create_app
from api.wiring import Wiring
from domain.privacy.export import KEPT
from tests.integration.api.coach import Coached
from tests.integration.api.support import PROFILE, Person


async def _ordered(coached: Coached) -> str:
    reply = await coached.person.http.post("/api/privacy/export")
    assert reply.status_code == 202
    return reply.json()["download"]


async def test_copy_holds_what_the_person_told_and_got(person: Person, wiring: Wiring) -> None:
    coached = await Coached(person, wiring).begin(PROFILE | {"locale": "fr"})
    await coached.send({"type": "weight.measured", "kg": 71.5})
    await person.token()
    download = await _ordered(coached)
    early = await person.http.get(download)
    assert (early.status_code, early.json()["code"]) == (404, "not_found")
    await coached.work()
    job = (await person.http.get(download.replace("privacy/export", "jobs"))).json()
    reply = await person.http.get(job["result"]["download"])
    assert (reply.status_code, reply.headers["content-type"]) == (200, "application/zip")
    assert reply.headers["content-disposition"].startswith("attachment")
    assert reply.headers["cache-control"] == "no-store"
    assert len(reply.content) == job["result"]["size_bytes"]
    with ZipFile(io.BytesIO(reply.content)) as archive:
        assert set(archive.namelist()) == {"README.txt", *(f"{part}.json" for part in PARTS)}
        said = {part: json.loads(archive.read(f"{part}.json")) for part in PARTS}
        readme = archive.read("README.txt").decode()
    assert {part: len(rows) for part, rows in said.items()} == job["result"]["things"]
    assert "votre profil, dans toutes ses versions" in readme
    assert said["account"][0]["email"] == person.email
    assert said["plans"][-1]["document"] == coached.plan["document"]
    assert any(event["data"].get("kg") == 71.5 for event in said["events"])
    assert len(said["access_tokens"]) == 1
    assert "hash" not in json.dumps([said["account"], said["sessions"], said["access_tokens"]])


async def test_same_key_is_one_export_and_a_new_one_replaces_it(person: Person, wiring: Wiring) -> None:
    coached = Coached(person, wiring)
    key = {"Idempotency-Key": "my-copy"}
    first, again = [await person.http.post("/api/privacy/export", headers=key) for _ in range(2)]
    assert first.json() == again.json()
    await coached.work()
    assert (await person.http.get(first.json()["download"])).status_code == 200
    second = await _ordered(coached)
    await coached.work()
    assert (await person.http.get(second)).status_code == 200
    assert (await person.http.get(first.json()["download"])).status_code == 404


async def test_expired_export_is_not_given_out(person: Person, wiring: Wiring, app: Litestar) -> None:
    class Later:
        def now(self):
            return wiring.clock.now() + KEPT

    coached = Coached(person, wiring)
    download = await _ordered(coached)
    await coached.work()
    later = Person(create_app(msgspec.structs.replace(wiring, clock=Later())))
    async with later.http:
        later.http.headers["Authorization"] = f"Bearer {await person.token()}"
        assert (await later.http.get(download)).status_code == 404
    assert (await person.http.get(download)).status_code == 200
