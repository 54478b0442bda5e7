"""Jobs for the tests of jobs; a worker of the tests imports them."""
import time
from pathlib import Path

from django.db import transaction
from procrastinate.contrib.django import app


@app.task(name="examples.slow")
def slow(folder: str, seconds: float) -> None:
    """Slow the first time only: whoever takes it up again ends at once."""
    first = not (Path(folder) / "begun").exists()
    (Path(folder) / "begun").touch()
    time.sleep(seconds if first else 0)
    (Path(folder) / "ended").touch()


@app.task(name="examples.changes_its_mind")
def changes_its_mind(folder: str) -> None:
    """Asks for another job and takes it back with its transaction."""
    with transaction.atomic():
        slow.defer(folder=folder, seconds=0)
        transaction.set_rollback(True)
    (Path(folder) / "ended").touch()
