"""The way of an application from prepared to its answer, and when somebody looks at it again. The ministry decides; a wording of rules is a draft."""
import tomllib
from functools import cache
from importlib.resources import files

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from amana.lib.workdays import Clock, Unit

MOST_RULE = 40_000  # characters of a rule's text


class AppState(TextChoices):
    PREPARED = "prepared", pgettext_lazy("application", "Being prepared")
    SUBMITTED = "submitted", pgettext_lazy("application", "Handed in")
    ASKED = "asked", pgettext_lazy("application", "More documents asked for")
    APPROVED = "approved", pgettext_lazy("application", "Approved")
    REFUSED = "refused", pgettext_lazy("application", "Refused")
    COMPLAINED = "complained", pgettext_lazy("application", "Complaint handed in")
    REJECTED = "rejected", pgettext_lazy("application", "Complaint refused")
    DROPPED = "dropped", pgettext_lazy("application", "Not pursued")


class AppStep(TextChoices):
    SUBMIT = "submit", pgettext_lazy("application", "It was handed in")
    ASK = "ask", pgettext_lazy("application", "More documents were asked for")
    SUPPLY = "supply", pgettext_lazy("application", "The documents were brought")
    APPROVE = "approve", pgettext_lazy("application", "It was approved")
    REFUSE = "refuse", pgettext_lazy("application", "It was refused")
    COMPLAIN = "complain", pgettext_lazy("application", "A complaint was handed in")
    UPHOLD = "uphold", pgettext_lazy("application", "The complaint was right: approved")
    REJECT = "reject", pgettext_lazy("application", "The complaint was refused")
    DROP = "drop", pgettext_lazy("application", "The family does not pursue it")


# step → (states it leaves, state it reaches); the database holds the same table, and a test compares the two over every pair.
MOVES = {
    AppStep.SUBMIT: ({AppState.PREPARED}, AppState.SUBMITTED),
    AppStep.ASK: ({AppState.SUBMITTED}, AppState.ASKED),
    AppStep.SUPPLY: ({AppState.ASKED}, AppState.SUBMITTED),
    AppStep.APPROVE: ({AppState.SUBMITTED, AppState.ASKED}, AppState.APPROVED),
    AppStep.REFUSE: ({AppState.SUBMITTED, AppState.ASKED}, AppState.REFUSED),
    AppStep.COMPLAIN: ({AppState.REFUSED}, AppState.COMPLAINED),
    AppStep.UPHOLD: ({AppState.COMPLAINED}, AppState.APPROVED),
    AppStep.REJECT: ({AppState.COMPLAINED}, AppState.REJECTED),
    AppStep.DROP: ({AppState.PREPARED, AppState.SUBMITTED, AppState.ASKED, AppState.REFUSED, AppState.COMPLAINED}, AppState.DROPPED),
}
WAITING = (AppState.PREPARED, AppState.SUBMITTED, AppState.ASKED, AppState.REFUSED, AppState.COMPLAINED)  # somebody still has to act
SENT = (AppStep.SUBMIT, AppStep.COMPLAIN)  # these name the office, and have a number there
SAYS_WHY = (AppStep.ASK, AppStep.REFUSE, AppStep.REJECT)  # these need words


def steps_from(state: str) -> list[AppStep]:
    """What can happen to an application in that state, in the order of the table."""
    return [step for step, (leaves, _reaches) in MOVES.items() if state in leaves]


@cache
def follow_up() -> dict[str, tuple[tuple[int, Unit, Clock], dict[str, str]]]:
    """State → when it is looked at again, and the title of that task by language. From reference/waiting_for_answers.toml."""
    read = tomllib.loads(files("amana.services.entitlements").joinpath("reference/waiting_for_answers.toml").read_text("utf-8"))
    return {state: (tuple(row["after"]), {"ar": row["title_ar"], "en": row["title_en"]}) for state, row in read["state"].items()}
