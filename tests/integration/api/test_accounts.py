"""Accounts over HTTP."""

from tests.integration.api.support import PASSWORD, Person


async def test_register_opens_a_session(visitor: Person) -> None:
    await visitor.register("Ana@Example.org ")
    me = (await visitor.http.get("/api/me")).json()
    assert me["email"] == "ana@example.org"
    assert me["role"] == "user"
    assert len(me["csrf_token"]) >= 40


async def test_register_refuses_a_taken_email(person: Person, visitor: Person) -> None:
    reply = await visitor.http.post("/api/auth/register", json={"email": person.email, "password": PASSWORD})
    assert (reply.status_code, reply.json()["code"]) == (409, "conflict")


async def test_log_out_ends_the_session(person: Person) -> None:
    cookie = person.http.cookies["fitai"]
    assert (await person.http.post("/api/auth/logout")).status_code == 204
    assert "fitai" not in person.http.cookies
    person.http.cookies.set("fitai", cookie, domain="testserver")
    assert (await person.http.get("/api/me")).status_code == 401
