"""The job that imports a caseload. It may run again after a crash: rows that are there already stay as they are."""

from procrastinate.contrib.django import app

from amana.casework.caseload import actions
from amana.ground.access import jobs


@app.task(name="caseload.run")
def run(session: str) -> None:
    """session: what `actions.begin` answered, sealed; it knows the list."""
    actions.run(jobs.from_argument(session))
