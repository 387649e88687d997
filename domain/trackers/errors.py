"""What may go wrong between a person, a provider and us."""

from domain.errors import Conflict, NotFound


class TrackerNotAvailable(NotFound):
    """This server has no client at that provider."""

    code = "tracker_not_available"


class NotConnected(NotFound):
    """The person has no connection to that provider."""

    code = "tracker_not_connected"


class ConsentFailed(Conflict):
    """The way to the provider did not end in a connection: refused there, too late, used up, or another session's."""

    code = "consent_failed"


class AccessRevoked(Conflict):
    """The provider refuses our tokens for good; the person has to connect again."""

    code = "access_revoked"


class ConnectionLost(NotFound):
    """The connection was taken away, or another attempt took it over, while a job read from it."""

    code = "tracker_connection_lost"
