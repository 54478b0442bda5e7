"""Settings of the tests: a data folder of their own, and the migrating login, from which `acting()` steps down to the program's."""
import os

from tests import folders

os.environ.setdefault("AMANA_HOME", str(folders.of_this_checkout()))
os.environ.setdefault("AMANA_LOG", "ERROR")

from amana.doors.site.settings import *  # noqa: F403
from amana.doors.site.settings import DATABASES, STORAGES

DATABASES["default"].update(USER=DATABASES["migrate"]["USER"], PASSWORD=DATABASES["migrate"]["PASSWORD"], OPTIONS={
    "server_side_binding": True, "prepare_threshold": 1, "options": "-c plan_cache_mode=force_generic_plan"})
DATABASES["gate"]["OPTIONS"].pop("pool")
AMANA_MAIL = None  # a test that sends sets up a server of its own
# Pages are tested without built assets.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["tests.hashing.Quick"]
AMANA_SECOND_FACTOR = "off"  # a test that needs one asks for it
AMANA_LIMITS = False  # the gate counts on a connection of its own; test_web_side.py switches it on
