"""What PostgreSQL and its driver raise, as the errors of the domain. The one place that knows both."""

import asyncpg

from domain.errors import ConfigError, Conflict, FitaiError, InvalidInput, NotFound, Unavailable


class TransactionMisuse(FitaiError):
    """A unit of work was used against its rules; a fault in our code, never the caller's."""

    code = "internal"


# Unique constraints and indexes whose violation means something to the caller.
_CONFLICTS = {
    "users_email_key": "the e-mail address already has an account",
    "profile_versions_user_version_key": "another version of the profile was stored at the same time",
    "plan_versions_user_version_key": "another version of the plan was stored at the same time",
    "meal_plans_user_version_key": "another version of the meal plan was stored at the same time",
    "tracker_connections_account_key": "this account of the provider is connected by another person here",
    "turns_open_key": "another question of this chat is still being answered",
    "changes_waiting_key": "a change of this rule and subject waits already",
    "events_user_seq_key": "another event was stored at the same time",
    "events_user_key_key": "an event with this key is already stored",
}

# Whatever the driver raises of itself.
DRIVER_ERRORS = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)

_UNAVAILABLE = (
    asyncpg.InterfaceError,  # the connection is closed
    asyncpg.InternalClientError,  # the server's last words came between two statements
    asyncpg.PostgresConnectionError,  # class 08
    asyncpg.OperatorInterventionError,  # class 57: shut down, starting up, statement timeout
    asyncpg.InsufficientResourcesError,  # class 53: too many connections, disk full
    asyncpg.TransactionRollbackError,  # class 40: deadlock, serialisation
    asyncpg.LockNotAvailableError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    OSError,  # no server there; TimeoutError
)


class _Translated:
    """`with translated:` raises what a driver's error means, `from` it; one without a meaning goes on as it is."""

    def __enter__(self) -> None:
        """Nothing is held: one object serves everybody."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        meant = error and _meaning(error)
        if meant is not None:
            raise meant from error


translated = _Translated()


def _meaning(error: BaseException) -> FitaiError | None:
    """The domain's error for a driver's error.

    Unique violations with a meaning become `Conflict`, a missing parent row `NotFound` (its account was erased), a
    value PostgreSQL cannot hold (NUL, lone surrogate, out of range) `InvalidInput`, a lost, refused or overburdened
    connection `Unavailable`, a wrong DATABASE_URL or schema `ConfigError`.
    """
    match error:
        case asyncpg.ClientConfigurationError() | asyncpg.InvalidAuthorizationSpecificationError():
            meant: FitaiError | None = ConfigError(f"DATABASE_URL does not let us in: {error}")
        case asyncpg.InvalidCatalogNameError():
            meant = ConfigError(f"DATABASE_URL names a database that is not there: {error}")
        case asyncpg.UndefinedTableError() | asyncpg.UndefinedColumnError():
            meant = ConfigError(f"the database is older than this version of fitai; run `fitai migrate`: {error}")
        case asyncpg.UniqueViolationError() if error.constraint_name in _CONFLICTS:
            meant = Conflict(_CONFLICTS[error.constraint_name])
        case asyncpg.ForeignKeyViolationError():
            meant = NotFound(f"what this belongs to no longer exists ({error.constraint_name})")
        case asyncpg.DataError():
            meant = InvalidInput(f"the database cannot hold this value: {error}")
        case asyncpg.InterfaceError() if "another operation" in str(error):
            meant = TransactionMisuse("a unit of work runs one statement at a time: no gather inside it")
        case _ if isinstance(error, _UNAVAILABLE):
            meant = Unavailable(f"the database does not answer: {str(error) or type(error).__name__}")
        case _:
            meant = None
    return meant
