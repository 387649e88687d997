"""`fitai user`: accounts from the command line; the first administrator is made here."""

import asyncio
from datetime import timedelta

import click
from msgspec import Raw

from adapters.clock import SystemClock, TimeOrderedIds
from adapters.settings import Settings
from adapters.storage.engine import Engine
from adapters.storage.unit_of_work import unit_of_work_factory
from api.auth.passwords import Argon2Passwords, RandomSecrets
from cli.settings import require, settings_from_environment
from domain.errors import NotFound
from domain.identity.account import Role, User
from domain.identity.use_cases import Identity, register


@click.group
def command() -> None:
    """Create accounts and give roles. Needs DATABASE_URL."""


@command.command
@click.argument("email")
@click.option("--name", default="", help="What the person is called.")
@click.option("--admin", is_flag=True, help="Make an administrator.")
@click.password_option(help="Asked for when not given.")
def create(email: str, name: str, admin: bool, password: str) -> None:  # noqa: FBT001 - click's
    """Create an account for EMAIL."""
    role = Role.ADMIN if admin else Role.USER
    user = asyncio.run(_create(_settings(), email, name, password, role))
    click.echo(f"{user.email} is {user.role} {user.id}")


@command.command
@click.argument("email")
@click.argument("role", type=click.Choice([role.value for role in Role]))
def role(email: str, role: str) -> None:
    """Give EMAIL the role ROLE; sessions stay as they are, the role holds from the next request on."""
    asyncio.run(_set_role(_settings(), email, Role(role)))
    click.echo(f"{email.lower()} is {role}")


def _settings() -> Settings:
    settings = settings_from_environment()
    require(settings, "DATABASE_URL")
    return settings


async def _create(settings: Settings, email: str, name: str, password: str, role: Role) -> User:
    async with Engine(settings.database_url, pool_size=1, application="fitai-user") as engine:
        identity = Identity(
            uow=unit_of_work_factory(engine, TimeOrderedIds(), SystemClock()),
            passwords=Argon2Passwords(),
            secrets=RandomSecrets(),
            clock=SystemClock(),
            ids=TimeOrderedIds(),
            session_max=timedelta(days=settings.session_max_d),
        )
        return await register(identity, email=email, password=password, display_name=name, role=role)


async def _set_role(settings: Settings, email: str, role: Role) -> None:
    clock = SystemClock()
    async with (
        Engine(settings.database_url, pool_size=1, application="fitai-user") as engine,
        unit_of_work_factory(engine, TimeOrderedIds(), clock)() as uow,
    ):
        user = await uow.users.by_email(email.strip().lower())
        if user is None:
            raise NotFound(f"{email} has no account; `fitai user create {email}` makes one")
        await uow.users.set_role(user.id, role)
        await uow.audit.add(
            clock.now(), None, "user.role", str(user.id), Raw(b'{"role":"%b","by":"cli"}' % role.encode())
        )
