"""The job that answers questions and carries requests. It may run again after a crash: what was answered is answered."""
from procrastinate.contrib.django import app

from amana.casework.elsewhere import actions


@app.periodic(cron="* * * * *")
@app.task(name="elsewhere.answer", queueing_lock="elsewhere.answer")
def answer(timestamp: int) -> None:
    """Once a minute, and after each question."""
    actions.answer_all()
