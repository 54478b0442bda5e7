"""Amana as it is served, with the floors beside it."""
from amana.doors.site.settings import *  # noqa: F403
from amana.doors.site.settings import MIDDLEWARE

ROOT_URLCONF = "tests.bench.floors"
MIDDLEWARE = ["tests.bench.floors.counting", *MIDDLEWARE]
