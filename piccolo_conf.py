"""Configuration of Piccolo's own command line (`piccolo migrations check`). Needs DATABASE_URL."""

import os

from piccolo.conf.apps import AppRegistry
from piccolo.engine.postgres import PostgresEngine

DB = PostgresEngine(config={"dsn": os.environ["DATABASE_URL"]})
APP_REGISTRY = AppRegistry(apps=["migrations.piccolo_app"])
