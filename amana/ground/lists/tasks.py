"""The job that writes a long list into a file. It may run again after a crash: it begins anew."""
from procrastinate.contrib.django import app

from amana.ground.access import jobs
from amana.ground.lists import actions


@app.task(name="lists.write")
def write(session: str) -> None:
    """session: the key that `actions.start` opened, sealed; it knows the export."""
    actions.run(jobs.from_argument(session))
