"""The job that imports a list. It may run again after a crash: rows that are there already stay as they are."""

from procrastinate.contrib.django import app

from amana.casework.arrivals import actions
from amana.ground.access import jobs


@app.task(name="arrivals.run")
def run(session: str) -> None:
    """session: what `actions.begin` answered, sealed; it knows the list."""
    actions.run(jobs.from_argument(session))
