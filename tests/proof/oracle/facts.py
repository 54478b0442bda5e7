"""What is recorded: actors, teams, cases, consents, legal bases, agreements, referrals, records; and what follows, a circle, and a row that is asked about."""
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.proof.oracle.roles import ALL, ODD, ROLES, Role


@dataclass(frozen=True, eq=False)
class Actor:
    """One membership with a session, and whatever may take its sight away. Times on Amana's clock."""

    name: str
    key: UUID
    staff: UUID
    organisation: UUID
    role: str
    teams: frozenset[UUID] = frozenset()
    starts_at: datetime | None = None
    suspended_at: datetime | None = None
    ended_at: datetime | None = None
    staff_is_active: bool = True
    organisation_is_active: bool = True
    session: str = "open"  # open · ended · expired · idle · none · unproved: its owner has a second factor, and did not show it

    @property
    def rights(self) -> Role:
        return ROLES.get(self.role) or ODD[self.role]

    def may(self, verb: str) -> bool:
        return verb in self.rights.verbs

    def acts(self, now: datetime) -> bool:
        """§6.1 "Actor": a session that the database knows."""
        return self.session == "open" and self.is_in_force(now)

    def is_in_force(self, now: datetime) -> bool:
        """§6.2 "the membership is in force and not suspended"."""
        return (self.staff_is_active and self.organisation_is_active and self.suspended_at is None
                and (self.starts_at is None or self.starts_at <= now) and (self.ended_at is None or now < self.ended_at))


@dataclass(frozen=True)
class Team:
    key: UUID
    organisation: UUID
    is_desk: bool = False
    is_active: bool = True


@dataclass(frozen=True, eq=False)
class Held:
    """A stretch of a case in which a team and worker own it, or a coworker shares it (then with chosen sections)."""

    key: UUID
    team: UUID
    staff: UUID
    begins: datetime
    ends: datetime | None = None
    sections: int = ALL


@dataclass(frozen=True, eq=False)
class Case:
    key: UUID
    organisation: UUID
    made_at: datetime
    state: str
    owners: tuple[Held, ...]
    closed_at: datetime | None = None
    grace: timedelta = timedelta(days=30)
    coworkers: tuple[Held, ...] = ()


@dataclass(frozen=True, eq=False)
class Leave:
    """One answer of a consent: by default her `case` consent to the own organisation; for a referral, to the receiver."""

    key: UUID
    ends_at: datetime
    ended_at: datetime | None = None
    agreed: bool = True
    purpose: str = "case"
    receiver: UUID | None = None  # None: the own organisation
    sections: int = ALL


@dataclass(frozen=True, eq=False)
class Legal:
    """A legal basis: recorded by the record's organisation for a named team or worker."""

    key: UUID
    organisation: UUID
    to_organisation: UUID
    to_team: UUID | None
    to_staff: UUID | None
    sections: int
    starts_at: datetime
    ends_at: datetime
    case: UUID | None = None
    is_vital: bool = False
    approved_at: datetime | None = None
    ended_at: datetime | None = None
    made_by: UUID | None = None  # staff


@dataclass(frozen=True, eq=False)
class Agreement:
    """Between two organisations; its days are Cairo's."""

    key: UUID
    giver: UUID
    receiver: UUID
    state: str
    starts_on: date
    ends_on: date
    purposes: tuple[str, ...] = ("referral",)
    sections: int = ALL

    def in_force(self, now: datetime) -> bool:
        return self.state == "confirmed" and self.starts_on <= now.astimezone(CAIRO).date() < self.ends_on


CAIRO = ZoneInfo("Africa/Cairo")


@dataclass(frozen=True, eq=False)
class Referral:
    """Sent from a case to the desk of another organisation, on exactly one ground: an answer of a consent, or a legal basis."""

    key: UUID
    case: UUID
    to_organisation: UUID
    desk: UUID
    section: int  # of the service
    sections: int  # agreed
    state: str
    made_at: datetime
    expires_at: datetime
    ground: "Leave | Legal"
    agreement: Agreement | None
    made_by: UUID  # staff
    answered_at: datetime | None = None
    completed_at: datetime | None = None
    named_at: datetime | None = None
    to_staff: UUID | None = None
    to_team: UUID | None = None
    parts: tuple[int, ...] = (0,)
    is_of_this_transaction: bool = False
    has_receiver: bool = True  # the row of the receiver exists
    taken_over_by: UUID | None = None  # a record of the receiver


@dataclass(frozen=True, eq=False)
class Exceptional:
    """§6.5 "Emergency access": one of the record's own organisation opened it, 4 hours; `told`: staff."""

    key: UUID
    organisation: UUID
    staff: UUID
    made_at: datetime
    ended_at: datetime | None = None
    reviewed_at: datetime | None = None
    told: frozenset[UUID] = frozenset()

    @property
    def closes_at(self) -> datetime:
        runs_out = self.made_at + timedelta(hours=4)
        return min(runs_out, self.ended_at) if self.ended_at else runs_out


@dataclass(frozen=True, eq=False)
class Programme:
    """What a donor finances, run by one team; help is asked of it while it is open and runs. Days are Cairo's."""

    key: UUID
    organisation: UUID
    team: UUID
    is_open: bool = True
    starts_on: date = date(2020, 1, 1)
    ends_on: date = date(2099, 1, 1)


@dataclass(frozen=True, eq=False)
class Help:
    """Help asked of a programme for a case."""

    key: UUID
    case: UUID
    programme: Programme
    state: str
    made_by: UUID  # staff
    made_at: datetime
    ended_at: datetime | None = None
    method: str = "goods"
    parts: tuple["HelpPart", ...] = ()
    approved_by: tuple[UUID, ...] = ()


@dataclass(frozen=True, eq=False)
class HelpPart:
    """An instalment; where it was listed, in which list and what became of the payment."""

    key: UUID
    state: str
    is_met: bool = True
    of_list: "PaymentList | None" = None
    payment: str = ""
    due_in: int = 0  # days


@dataclass(frozen=True, eq=False)
class PaymentList:
    key: UUID
    programme: Programme
    state: str
    made_by: UUID  # staff
    waiting: int = 0
    is_filed: bool = False


@dataclass(frozen=True, eq=False)
class Record:
    """The facts of one record. Facts of higher floors (referrals …) come as further fields with defaults."""

    key: UUID
    organisation: UUID
    team: UUID | None
    staff: UUID | None
    since: datetime
    is_protected: bool = False
    first_case_at: datetime | None = None
    cases: tuple[Case, ...] = ()
    leaves: tuple[Leave, ...] = ()
    legal: tuple[Legal, ...] = ()
    households: tuple["Household", ...] = ()  # in which she is a member
    referrals: tuple[Referral, ...] = ()
    exceptional: tuple[Exceptional, ...] = ()
    help: tuple[Help, ...] = ()
    state: str = "registered"  # expected · received · registered · undone


@dataclass(frozen=True, eq=False)
class Household:
    """A member's row: of the head's case."""

    key: UUID
    head: Record
    begins: datetime
    ends: datetime | None = None


@dataclass(frozen=True)
class Circle:
    """§6.1 "Circle"."""

    basis: str
    organisation: UUID
    team: UUID | None
    staff: UUID | None
    sections: int
    writes: int
    opens_at: datetime
    closes_at: datetime
    case: UUID | None = None
    basis_id: UUID | None = None
    needs: str | None = None
    is_protected: bool = False
    listed_at: datetime | None = None
    agreement: Agreement | None = None


@dataclass(frozen=True, eq=False)
class Row:
    """A row as the rule sees it: whose, of which case, about what; `facts`: what an administrative table's expectation asks."""

    table: str
    key: str
    record: Record | None = None
    case: UUID | None = None
    section: int | None = None
    facts: dict = field(default_factory=dict)
