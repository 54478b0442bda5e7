"""The scene of the attacks: a committed clone, two organisations, and the program's true login over connections of its own."""
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
from django.db import connection

from amana.casework.arrivals import actions as arrivals
from amana.casework.arrivals.models import ArrivalList, ArrivalRow
from amana.casework.elsewhere import actions as elsewhere
from amana.casework.elsewhere.models import Answer, Message, Question
from amana.casework.exceptional import actions as exceptional
from amana.casework.referral import actions as referrals
from amana.casework.registry.models import Judgement, Person
from amana.casework.webhooks import actions as webhooks
from amana.casework.webhooks.queries import hook_of
from amana.ground.access import actions as access
from amana.ground.access import jobs
from amana.ground.rows.acting import acting, clock
from amana.services.assistance.models import AnswerFile, Payment, PaymentList
from amana.services.programmes.models import Allotment
from tests import builders as make
from tests.proof import database
from tests.proof.clones import committed
from tests.services.assistance.conftest import Unit

SCRIPTS = Path(__file__).with_name("scripts")


@dataclass
class Scene:
    """`worker` is the login in wrong hands, or `asker` and `finance` of a third organisation; everything of `victim` is hidden from them."""

    database: str
    worker: make.Member
    chief: make.Member
    admin: make.Member
    victim: make.Member
    own: UUID
    hidden: UUID
    names: dict[str, str] = field(default_factory=dict)
    asker: make.Member | None = None
    finance: make.Member | None = None

    def login(self, name: str = "amana_web", **options) -> psycopg.Connection:
        return database.connect(name, self.database, **options)

    def enter(self, connection: psycopg.Connection, cookie: str) -> str | None:
        """The sealed facts of a fresh transaction; None where nobody acts."""
        found = connection.execute("SELECT role FROM entry.enter(%s, %s)", [cookie, uuid4()]).fetchone()
        return connection.execute("SELECT current_setting('amana.facts', true)").fetchone()[0] if found else None


@contextmanager
def scene() -> Iterator[Scene]:
    with committed("intruder") as name:
        of = make.organisation()
        team = make.team(of)
        worker, chief, admin = (make.member(role, of=of, teams=[team]) for role in ("caseworker", "supervisor", "organisation_administrator"))
        victim = make.member()
        made = Scene(name, worker, chief, admin, victim, own=make.person(worker), hidden=make.person(victim, phone="01005550199"))
        made.names = _names(made) | _hidden_work(made) | _password_alone() | _help(made)
        yield made


def _hidden_work(made: Scene) -> dict[str, object]:
    """A referral between two others, an arrival list with a row, two records said to be one, and a job, all of the victim's side."""
    two = make.two()
    sent = make.referral(two)
    with acting(two.worker.cookie) as actor:
        draft = referrals.keep_draft(two.case, {"need": "x"}, by=actor)
    listed = ArrivalList.objects.create(organisation=made.victim.organisation, team=made.victim.team, arrives_on="2026-01-01", file_name="x", file_digest="hidden")
    row = ArrivalRow.objects.create(list=listed, organisation_id=made.victim.organisation.pk, line=1, digest="hidden", state="waiting", name="x")
    pair = sorted([made.hidden, make.person(made.victim)])
    judged = Judgement.objects.create(person_id=pair[0], other_id=pair[1], verdict="same", organisation_id=made.victim.organisation.pk)
    with acting(made.victim.cookie):
        arrivals.later(jobs.open_session(["note"], made.hidden))
    return _asked_elsewhere(made) | {"hidden_referral": sent.pk, "hidden_referral_number": sent.number, "hidden_case": two.case.pk, "hidden_draft": draft.pk, "hidden_desk": two.desk_officer.team.pk,
            "hidden_service": two.service.pk, "hidden_scope": two.scope.pk, "hidden_list": listed.pk, "hidden_row": row.pk, "hidden_judgement": judged.pk,
            "hidden_access": _opened_by_the_victims_side(made)} | _told_to_the_victims_side(made)


def _help(made: Scene) -> dict[str, object]:
    """Programmes of a third organisation and of the victim's, with a request, a payment in a list, and a file of answers of the victim's."""
    own, hidden, names = Unit(), Unit(worker=made.victim), {}
    made.asker, made.finance = own.worker, own.finance
    for side, unit in (("own", own), ("hidden", hidden)):
        case = make.case(unit.worker, make.person(unit.worker, phone=""))
        request = unit.approved(case, "3000", account="01005550166" if side == "own" else "01005550177")
        listed = unit.listed() if side == "own" else unit.sent()
        names |= {f"{side}_help": request.pk, f"{side}_programme": unit.programme.pk, f"{side}_line": unit.line.pk, f"{side}_allotment": Allotment.objects.get(line=unit.line).pk,
                  f"{side}_instalment": request.instalments.get().pk, f"{side}_payment": Payment.objects.get(payment_list=listed).pk}
        names |= {"own_list": listed.pk, "own_case": case.pk} if side == "own" else {"hidden_list_of_payments": listed.pk}
    hidden.take_in(hidden_list := PaymentList.objects.get(pk=names["hidden_list_of_payments"]), ["failed"], digest="d" * 64)
    return names | {"hidden_file": AnswerFile.objects.get(payment_list=hidden_list).pk, "hidden_digest": "d" * 64}


def _opened_by_the_victims_side(made: Scene) -> UUID:
    """An exceptional access to the hidden file."""
    lead, *_told = [make.member(role, of=made.victim.organisation) for role in ("supervisor", "case_manager", "case_manager")]
    with acting(lead.cookie) as actor:
        return exceptional.open_exceptionally(Person.objects.get(pk=made.hidden).number, reason="life", words="a child is missing", by=actor).pk


def _asked_elsewhere(made: Scene) -> dict[str, UUID]:
    """A question of the worker's own, answered and not told yet; and the victim's, with a message at another desk."""
    with acting(made.worker.cookie) as actor:
        own = elsewhere.ask(made.own, by=actor).pk
    with acting(made.victim.cookie) as actor:
        hidden = elsewhere.ask(made.hidden, by=actor).pk
    with made.login("amana_match") as job:
        job.execute("SELECT elsewhere.answer()")
    Question.objects.filter(pk=own).update(made_at=clock() - timedelta(minutes=5))
    Answer.objects.update(visible_at=clock() + timedelta(hours=1))
    message = Message.objects.create(
        id=uuid4(), request_id=uuid4(), organisation_id=made.victim.organisation.pk, person_id=made.hidden, made_at=clock(), expires_at=clock() + timedelta(days=9))
    return {"own_question": own, "hidden_question": hidden, "hidden_message": message.pk}


def _told_to_the_victims_side(made: Scene) -> dict[str, UUID]:
    """A system of the other organisation, and its webhook."""
    with acting(make.member("organisation_administrator", of=made.victim.organisation, teams=[]).cookie) as actor:
        place = access.add_system(name="x", role="case_manager", teams=[made.victim.team.pk], by=actor)
        webhooks.set_up(place, address="https://example.org/", by=actor)
        return {"hidden_hook": hook_of(place).pk, "hidden_system": place}


def _password_alone() -> dict[str, object]:
    """Somebody elsewhere with a second factor, and a session in which the password alone was shown."""
    alone, factor = make.member(), uuid4()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO keys.factor (id, staff, kind, name, verifier, mark) VALUES (%s, %s, 'app', '', 'x', 0)", [factor, alone.staff.pk])
    make.person(make.member(of=alone.organisation, teams=alone.teams))
    return {"password_alone": alone.cookie, "alone_membership": alone.membership.pk, "alone_staff": alone.staff.pk, "alone_factor": factor}


def _names(made: Scene) -> dict[str, str]:
    """What scripts may write in braces. `target` comes from the step itself: a hidden key or a missing one."""
    with made.login("amana_migrate") as login:
        number, phone = login.execute("SELECT p.number, f.id FROM registry_person p JOIN registry_phone f ON f.person_id = p.id WHERE p.id = %s", [made.hidden]).fetchone()
        own_number = login.execute("SELECT number FROM registry_person WHERE id = %s", [made.own]).fetchone()[0]
    return {"own": made.own, "own_number": own_number, "hidden": made.hidden, "hidden_number": number, "hidden_phone": phone, "own_organisation": made.worker.organisation.pk,
            "hidden_organisation": made.victim.organisation.pk, "own_team": made.worker.team.pk, "hidden_team": made.victim.team.pk,
            "hidden_staff": made.victim.staff.pk, "hidden_membership": made.victim.membership.pk, "own_staff": made.worker.staff.pk,
            "new": uuid4(), "hidden_cookie": made.victim.cookie}


@dataclass(frozen=True)
class Step:
    """One thing tried: `expect` is refused CODE, nothing, touches N, value X, same, or accepted WHY."""

    script: str
    tries: str
    as_who: str
    expect: str
    sql: str


def steps() -> list[Step]:
    return [step for path in sorted(SCRIPTS.glob("*.sql")) for step in _read(path)]


def _read(path: Path) -> Iterator[Step]:
    text = path.read_text()
    tries = re.search(r"^-- tries: (.+)$", text, re.MULTILINE)[1]
    as_who = re.search(r"^-- as: (\w+)$", text, re.MULTILINE)[1]
    for part in re.split(r"^-- expect: ", text, flags=re.MULTILINE)[1:]:
        expect, _newline, sql = part.partition("\n")
        yield Step(path.stem, tries, as_who, expect.strip(), sql.strip())


def outcome(scene: Scene, step: Step, **target) -> tuple:
    """('refused', code) or ('rows', rows, touched): whatever the login could learn from the answer. Rolled back."""
    sql = step.sql
    for name, value in (scene.names | target).items():
        sql = sql.replace("{" + name + "}", str(value))
    with scene.login() as connection:
        try:
            if step.as_who != "nobody":
                scene.enter(connection, getattr(scene, step.as_who).cookie)
            answer = ("rows", *_all_results(connection.cursor(), sql))
            connection.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what a COMMIT would say
            return answer
        except psycopg.Error as error:
            return "refused", error.sqlstate
        finally:
            connection.rollback()


def _all_results(cursor: psycopg.Cursor, sql: str) -> tuple[list, int]:
    cursor.execute(sql.encode())
    rows, touched = [], 0
    while True:
        if cursor.description:
            rows += cursor.fetchall()
        else:
            touched += max(cursor.rowcount, 0)
        if not cursor.nextset():
            return rows, touched


def judge(scene: Scene, step: Step) -> str | None:
    """None where the step learned nothing beyond what is accepted; else what it learned."""
    word, _space, rest = step.expect.partition(" ")
    if word == "same":
        hidden, missing = outcome(scene, step, target=scene.names[rest or "hidden"]), outcome(scene, step, target=uuid4())
        return None if hidden == missing else f"hidden {hidden}, missing {missing}"
    got = outcome(scene, step)
    wanted = {"refused": lambda: got == ("refused", rest), "nothing": lambda: got[0] == "rows" and got[1:] == ([], 0),
              "touches": lambda: got == ("rows", [], int(rest)), "value": lambda: got[0] == "rows" and [str(v) for row in got[1] for v in row] == rest.split(),
              "accepted": lambda: True}
    return None if wanted[word]() else f"expected {step.expect}, got {got}"
