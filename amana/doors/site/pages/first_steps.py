"""The way into the program for an office that begins and for a worker without a case: what is done already, and what comes next."""
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from amana.ground.access import queries as access
from amana.ground.directory import queries as directory
from amana.ground.organisations import queries as organisations
from amana.ground.rows.acting import Actor


@dataclass(frozen=True)
class Step:
    title: str
    text: str
    url: str
    is_done: bool = False


def of_office(actor: Actor) -> list[Step]:
    """For whoever sets up an organisation; nothing once all of it is done."""
    if not actor.may("teams") or not actor.may("staff"):
        return []
    here = actor.organisation_id
    teams = list(organisations.teams_of(here))
    steps = [
        Step(_("Make the teams and desks"), _("Who works together, and where referrals of other organisations arrive."), reverse("teams"), bool(teams)),
        Step(_("Invite your colleagues"), _("Each gets a link for one use, a role and her teams. The role says what she sees."), reverse("staff"), access.has_colleagues(actor)),
        Step(_("Say what your desks offer"), _("Services by place, days and languages: without one nobody can refer to you."), reverse("services"), directory.services_of(here).exists()),
        Step(_("Agree with another organisation"), _("What may travel to it and back. Each side confirms."), reverse("agreements"), organisations.agreements_of(here).exists())]
    return [] if all(one.is_done for one in steps) else steps


def of_platform(actor: Actor) -> list[Step]:
    """For whoever runs the installation, as long as one organisation is alone in it."""
    if not actor.may("organisations") or organisations.organisations().count() > 1:
        return []
    return [
        Step(_("Invite an administrator of your own organisation"), _("Who makes its teams and invites colleagues. It may be yourself, in a second role."),
             reverse("organisation", args=[actor.organisation_id]), access.has_administrator(actor.organisation_id)),
        Step(_("Found the other organisations"), _("Each gets a first administrator by a link for one use, and from then on looks after itself."), reverse("found_organisation"))]


def of_worker() -> list[Step]:
    """From a person to a plan: what a first case needs, in the order in which the program asks for it."""
    return [
        Step(_("Look for the person"), _("In either script, by any part of the name: whoever was here before is not registered twice."), reverse("people")),
        Step(_("Register the person, if nobody is found"), _("A name is enough to begin. Likely duplicates appear beside the form."), reverse("register")),
        Step(_("Take consent"), _("On the person's page: for each purpose, in her language. Refusing one never stops help."), ""),
        Step(_("Open the case"), _("On the person's page, as soon as she has agreed to work with you."), ""),
        Step(_("Decide the risk, then plan together"), _("On the case's page. What is due then comes to this page by itself."), "")]
