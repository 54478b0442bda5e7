"""A database beside the installation's own, for what is invented: made empty, and gone afterwards."""
import os
from collections.abc import Iterator
from contextlib import contextmanager

from amana.doors.site import installation


@contextmanager
def database(purpose: str) -> Iterator[None]:
    """Inside, the program's database is one of that name, fresh. Before the settings are read."""
    name = f"{installation.DATABASE}_{purpose}_{os.getpid()}"
    before = os.environ.get("AMANA_DATABASE")
    os.environ["AMANA_DATABASE"] = name
    try:
        yield
    finally:
        installation.drop_local_database(name)
        os.environ.pop("AMANA_DATABASE") if before is None else os.environ.update(AMANA_DATABASE=before)
