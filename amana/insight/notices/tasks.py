"""The job that mails what is new. It may run again after a crash: what was taken and not sent waits again."""
from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app

from amana.ground.rows.acting import clock
from amana.insight.notices import post
from amana.lib import workdays
from amana.lib.core.dates import cairo_day


@app.periodic(cron="*/5 * * * *")
@app.task(name="notices.mail", queueing_lock="notices.mail")
def mail(timestamp: int) -> None:
    """Nothing is put into the outbox where no mail is set up: it would only grow old there."""
    if settings.AMANA_MAIL is None:
        return
    with transaction.atomic():
        today = cairo_day(clock())
    post.fill(is_working_day=workdays.is_working_day(today, {holiday.day for holiday in workdays.shipped_holidays()}))
    post.send_all()
