"""The application: routes, the layers around them, and nothing else."""

from litestar import Litestar
from litestar.datastructures import State

from api.admin import jobs as admin_jobs
from api.admin import machinery
from api.auth.access import Access
from api.edge import Edge
from api.http import (
    auth,
    changes,
    chats,
    documents,
    events,
    game,
    health,
    history,
    jobs,
    me,
    meals,
    notes,
    nutrition,
    plans,
    privacy,
    profile,
    readiness,
    tickets,
    today,
    tokens,
    tracker_files,
    trackers,
)
from api.openapi import RawJsonSchema, openapi_config
from api.pages import Pages
from api.problems import HANDLERS
from api.request import ApiRequest
from api.webhooks import endpoint as webhooks
from api.wiring import Wiring
from api.ws.endpoint import socket_endpoint


def create_app(wiring: Wiring) -> Litestar:
    """The ASGI application over `wiring`, whose services are open for as long as it serves."""
    app = Litestar(
        route_handlers=[
            auth.router,
            me.router,
            tokens.router,
            profile.router,
            plans.router,
            events.router,
            history.router,
            changes.router,
            changes.plan_router,
            today.router,
            readiness.router,
            game.router,
            privacy.router,
            nutrition.router,
            meals.router,
            chats.router,
            notes.router,
            jobs.router,
            tickets.router,
            trackers.router,
            tracker_files.router,
            documents.router,
            admin_jobs.router,
            machinery.router,
            webhooks.router,
            socket_endpoint,
            health.router,
        ],
        middleware=[Access(wiring.authenticator, wiring.limiter, wiring.origins)],
        exception_handlers=HANDLERS,
        logging_config=None,
        openapi_config=openapi_config(wiring.cookie.name),
        plugins=[RawJsonSchema()],
        request_class=ApiRequest,
        request_max_body_size=wiring.settings.body_limit_bytes,
        state=State({"wiring": wiring}),
    )
    app.asgi_handler = Edge(Pages(app.asgi_handler, wiring.site), secure=wiring.origins.secure)
    return app
