"""The Piccolo app that the migrations belong to."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from adapters.storage.tables import TABLES

APP_CONFIG = AppConfig(
    app_name="fitai",
    migrations_folder_path=Path(__file__).parent / "versions",
    table_classes=list(TABLES),
)
