"""Forms of staff: places offered, roles, teams; and the sentences for what an act refuses."""
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from amana.ground.access.rules import GIVEN_TO_SYSTEMS, GRANTED_BY_ORGANISATIONS, ROLE_GROUPS, TOKEN_DAYS, works_in_a_team
from amana.ground.shell import fields
from amana.ground.shell.acts import ActForm, Refusals

_HAND_OVER = _("The person signs in with this address. Amana sends nothing to it: you hand the link over.")
_POLICE_DESK = _("A desk of police focal points holds nobody else, and focal points sit at no other team.")

REFUSALS: Refusals = {
    "team_of_the_organisation": ("teams", _("One of these teams is closed. Choose among the open ones.")),
    "police_desk": ("teams", _POLICE_DESK),
    "has_the_role": ("email", _("A colleague with this address has this role already. Other roles are given on the colleague's own page.")),
    "membership_once_in_a_role": ("role", _("The colleague has this role already.")),
    "not_a_colleague": (None, _("This person no longer works for your organisation. A new place begins with an invitation.")),
    "own_membership": (None, _("You cannot suspend or end your own place. Ask another administrator of your organisation.")),
    "membership_ended": (None, _("This place has ended, and an end is for good. Nothing was changed.")),
    "system_address": ("email", _("This is the address of a system, which nobody can sign in with.")),
    "own_password": (None, _("You change your own password on your account page, with the present one.")),
    "place_of_others": (None, _("This colleague also has a place that your organisation does not give. Whoever runs Amana's server can make the link.")),
    "link_after_factor": (None, _("You removed this colleague's second factor less than 7 days ago. So that nobody alone can sign in as somebody else, another administrator gives the link, or whoever runs Amana's server, with the command amana password-link.")),
    "organisation_has_an_administrator": (None, _("This organisation has an administrator, who invites all others.")),
}
ROLES = [(group, [(code.value, code.label) for code in codes if code in GRANTED_BY_ORGANISATIONS]) for group, codes in ROLE_GROUPS]


class _InTeams(ActForm):
    """`teams`: keys of the chosen teams, the main one first."""

    teams = fields.AnyOf(label=_("Teams"), required=False)
    main = fields.Choice(label=_("Main team"), required=False, empty=_("The first one chosen"), help_text=_(
        "New records go to this team unless another one is chosen."))

    refusals = REFUSALS
    marks_optional = False  # most roles need a team, and the main one has an answer already

    def __init__(self, *args, teams: list[tuple[UUID, str]], **options):
        super().__init__(*args, **options)
        choices = [(str(key), name) for key, name in teams]
        self.fields["teams"].choices = choices
        self.fields["main"].choices = [*self.fields["main"].choices, *choices]
        if len(choices) < 2:
            del self.fields["main"]
        if not choices:
            del self.fields["teams"]

    def role_given(self) -> str | None:
        return self.cleaned_data.get("role")

    def clean(self) -> dict:
        given = super().clean()
        chosen, main, role = given.get("teams") or [], given.get("main"), self.role_given()
        if main and chosen and main not in chosen:
            self.add_error("main", _("The main team must be one of the chosen teams."))
        if role and works_in_a_team(role) and not chosen and not self.errors:
            if "teams" in self.fields:
                self.add_error("teams", _("This role sees people through a team. Choose at least one."))
            else:
                self.add_error("role", _("This role sees people through a team. Form a team first."))
        return given

    def given(self) -> dict:
        chosen, main = self.cleaned_data.get("teams") or [], self.cleaned_data.get("main")
        others = {name: value for name, value in self.cleaned_data.items() if name not in ("teams", "main")}
        return {**others, "teams": [UUID(key) for key in sorted(chosen, key=lambda key: key != main)]}


class Invitation(_InTeams):
    name = fields.Text(label=_("Name"), max_length=120)
    email = fields.Email(label=_("E-mail address"), help_text=_HAND_OVER)
    role = fields.Choice(label=_("Role"), choices=ROLES)

    field_order = ("name", "email", "role", "teams", "main")


class FirstAdministrator(ActForm):
    name = fields.Text(label=_("Name"), max_length=120)
    email = fields.Email(label=_("E-mail address"), help_text=_HAND_OVER)

    refusals = REFUSALS


class SecondRole(_InTeams):
    role = fields.Choice(label=_("Role"), choices=ROLES)

    field_order = ("role", "teams", "main")


class Teams(_InTeams):
    """Other teams for a role that is given already."""

    def __init__(self, *args, role: str, **options):
        self.role = role
        super().__init__(*args, **options)

    def role_given(self) -> str:
        return self.role


class System(_InTeams):
    """A program of the organisation, in the role and teams in which it works."""

    name = fields.Text(label=_("Name of the system"), max_length=120, help_text=_("What it is and who looks after it. It stands wherever the system does something."))
    role = fields.Choice(label=_("Role"), choices=[(group, [one for one in roles if one[0] in GIVEN_TO_SYSTEMS]) for group, roles in ROLES])

    field_order = ("name", "role", "teams", "main")


class Token(ActForm):
    name = fields.Text(label=_("What is it for?"), max_length=80, help_text=_("For example the name of the program and of the machine it runs on."))
    days = fields.OneOf(label=_("How long is it good?"), choices=TOKEN_DAYS.items(), initial=90)

    refusals = {
        "tokens_at_most": (None, _("There are 20 tokens of this place already. End one that nobody uses.")),
    }
    marks_optional = False

    def given(self) -> dict:
        return {"name": self.cleaned_data["name"], "days": int(self.cleaned_data["days"])}
