"""Periodic work of the site. A job may run again after a crash, so every job must bear being run twice."""
from django.db import connection, transaction
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from amana.casework.cases import actions as cases

ATTEMPTS = 3
KEPT_HOURS = 7 * 24


@app.periodic(cron="* * * * *")
@app.task(name="site.retry_stalled_jobs", queueing_lock="site.retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int, silent_seconds: float = 30) -> None:
    """Jobs of a worker that was killed are taken up again; one that brought down three workers has failed."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=silent_seconds):
        if job.attempts + 1 < ATTEMPTS:
            await jobs.retry_job(job)
        else:
            await jobs.finish_job(job, status=Status.FAILED, delete_job=False)


@app.periodic(cron="30 1 * * *")
@app.task(name="site.sweep", queueing_lock="site.sweep")
def sweep(timestamp: int) -> None:
    """Circles that have run out are in the log. Nobody's sight waits for it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT entry.sweep()")


@app.periodic(cron="15 2 * * *")
@app.task(name="site.sweep_files", queueing_lock="site.sweep_files")
def sweep_files(timestamp: int) -> None:
    """Files of uploads that never came to their end are gone."""
    cases.sweep_files()


@app.periodic(cron="*/5 * * * *")
@app.task(name="site.expire_referrals", queueing_lock="site.expire_referrals")
def expire_referrals(timestamp: int) -> None:
    """What no desk answered in time has expired, and its sender has a task."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT entry.expire_referrals()")


@app.periodic(cron="20 * * * *")
@app.task(name="site.release_help_without_leave", queueing_lock="site.release_help_without_leave")
def release_help_without_leave(timestamp: int) -> None:
    """Help of cases whose leave ran out is given no more, and its money is free, though nobody touched the file."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT entry.release_help_without_leave()")


@app.periodic(cron="*/10 * * * *")
@app.task(name="site.forget_exports", queueing_lock="site.forget_exports")
def forget_exports(timestamp: int) -> None:
    """Files of lists that lay ready for a day are gone. Nobody could fetch them any more."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT entry.forget_exports()")


@app.periodic(cron="30 2 * * *")
@app.task(name="site.forget_lists", queueing_lock="site.forget_lists")
def forget_lists(timestamp: int) -> None:
    """Drafts that were let lie, wrong rows of old imports and deliveries of old webhooks are gone; the pages say after how many days."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT entry.forget_lists(), entry.forget_deliveries()")


@app.periodic(cron="45 1 * * *")
@app.task(name="site.forget_old_jobs", queueing_lock="site.forget_old_jobs", pass_context=True)
async def forget_old_jobs(context: JobContext, timestamp: int) -> None:
    """What ended a week ago is gone, failures too."""
    await context.app.job_manager.delete_old_jobs(nb_hours=KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True)
