"""Fixtures: one application for each test module, one new person for each test."""

from tests.integration.api.support import app, person, visitor, wiring

__all__ = ("app", "person", "visitor", "wiring")
