"""What the command palette offers: acts and places by the role's verbs, found by words of either language. Asks no table."""
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amana.ground.rows.acting import Actor
from amana.lib import names
from amana.lib.core.text import tidy

LANGUAGES = ("ar", "en")
SHORTEST = 2  # letters of a word that is to stand for an act


@dataclass(frozen=True)
class Act:
    """An act or a place. `verbs`: one of them opens it, none where it is for all; `go`: the keys that lead there."""

    label: Promise
    icon: str
    page: str
    verbs: frozenset[str] = frozenset()
    query: str = ""
    go: tuple[str, ...] = field(default=())

    @property
    def url(self) -> str:
        return reverse(self.page) + self.query

    def is_for(self, actor: Actor) -> bool:
        return (not self.verbs or bool(self.verbs & actor.verbs)) and (self.page != "register" or actor.registers)


def _act(label: Promise, icon: str, page: str, *verbs: str, query: str = "", go: str = "") -> Act:
    return Act(label, icon, page, frozenset(verbs), query, ("g", go) if go else ())


ACTS = (
    _act(_("Register a person"), "person-plus", "register", "register"),
    _act(_("My day"), "sun", "home", go="d"),
    _act(_("People"), "people", "people", "register", go="p"),
    _act(_("Cases"), "folder", "cases", "note", go="c"),
    _act(_("Referrals"), "arrow-left-right", "referrals", "answer", "start", "refer", go="r"),
    _act(_("Referrals: sent by us"), "send", "referrals", "refer", query="?tab=outgoing"),
    _act(_("Arrivals"), "box-arrow-in-down", "arrivals", "receive"),
    _act(_("Import a list"), "upload", "arrival_upload", "import"),
    _act(_("Possible duplicates"), "intersect", "duplicates", "judge"),
    _act(_("Hand-overs"), "arrow-left-right", "handovers", "hand_over"),
    _act(_("Emergency access"), "unlock", "exceptional", "open_exceptionally", "review_access"),
    _act(_("Contact requests"), "chat-left-text", "contact_requests", "answer"),
    _act(_("Call list"), "telephone", "call_list", "task"),
    _act(_("Assistance"), "gift", "assistance", "ask_help", "check_help", "keep_books"),
    _act(_("Programmes"), "bullseye", "programmes", "ask_help", "check_help", "keep_books"),
    _act(_("Business committee"), "card-checklist", "business_committee", "decide_business"),
    _act(_("Your exports"), "download", "exports"),
    _act(_("Find a service in the directory"), "signpost-split", "directory"),
    _act(_("Reference data"), "card-checklist", "reference"),
    _act(_("Programmes of social protection"), "card-checklist", "eligibility_rules"),
    _act(_("Public holidays"), "calendar3", "holidays"),
    _act(pgettext_lazy("of support", "Groups"), "people", "groups", "counsel"),
    _act(_("Interpreters"), "chat-left-text", "interpreters", "task", "staff"),
    _act(_("Organisations"), "building", "organisations", "organisations"),
    _act(_("Your organisation"), "building", "own_organisation", "teams"),
    _act(_("Teams and desks"), "diagram-3", "teams", "teams"),
    _act(_("Staff"), "person-badge", "staff", "staff"),
    _act(_("Invite a colleague"), "envelope", "invite", "staff"),
    _act(_("What was done in the office"), "clock-history", "office_acts", "staff", "organisations", "reference_data"),
    _act(_("Agreements"), "file-earmark-text", "agreements", "agreements"),
    _act(_("Record an agreement"), "plus-lg", "record_agreement", "agreements"),
)
# Acts on the open case of a person who is named after them: `refer hanaa`.
ON_A_CASE = (
    (_("Refer %(name)s"), "arrow-left-right", "refer", "refer"),
    (_("Write a note: %(name)s"), "journal-plus", "write_note", "note"),
    (_("Plan a task: %(name)s"), "calendar3", "plan_task", "task"),
)


def acts(actor: Actor, text: str) -> list[Act]:
    """Those of the role whose words begin with the words of the text; all of them where there is no text."""
    asked = names.fold(tidy(text)).split()
    return [one for one in ACTS if one.is_for(actor) and _fits(asked, one.label)]


def on_a_case(actor: Actor, text: str) -> tuple[list[tuple], str]:
    """The acts that the first word of the text may mean, and the rest of it, which is to name somebody."""
    first, _blank, rest = tidy(text).partition(" ")
    asked = names.fold(first)
    if len(asked) < SHORTEST or not rest.strip():
        return [], ""
    return [one for one in ON_A_CASE if one[3] in actor.verbs and _fits([asked], one[0])], rest.strip()


def _fits(asked: list[str], label: Promise) -> bool:
    """Each word asked for begins a word of the label, in either language and with or without the article."""
    return all(any(word.startswith(one) or word.removeprefix("ال").startswith(one) for word in _words(label)) for one in asked)


def _words(label: Promise) -> list[str]:
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found += names.fold(str(label)).replace(":", " ").split()
    return found
