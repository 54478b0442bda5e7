"""Once a minute each webhook is told what is new. A round may run again after a crash: what was not noted as delivered is sent again."""
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from amana.casework.webhooks import actions
from amana.ground.access import jobs


@app.periodic(cron="* * * * *")
@app.task(name="webhooks.begin", queueing_lock="webhooks.begin")
def begin(timestamp: int) -> None:
    """A round of each webhook whose time has come waits in the queue; where one waits already, no second one."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT hook, session FROM entry.hooks_to_tell()")
        due = cursor.fetchall()
    for hook, session in due:
        try:
            with transaction.atomic():
                actions.start(hook, session, queueing_lock=f"webhook {hook}")
        except AlreadyEnqueued:
            continue


@app.task(name="webhooks.tell")
def tell(session: str) -> None:
    """session: the key that was opened with the hook, sealed; it knows the hook."""
    actions.tell(jobs.from_argument(session))
