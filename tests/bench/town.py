"""The town of the bench: a ministry with units of ten workers each, and one case as its people make it through the actions."""
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from amana.casework.cases import actions as cases
from amana.casework.consent.models import ConsentScope
from amana.casework.consent.rules import Answer
from amana.casework.referral import actions as referrals
from amana.casework.registry.rules import IdentityFacts
from amana.ground.access.rules import Section
from amana.ground.rows.acting import acting, clock
from tests import builders as make
from tests.bench.copied import Office

WORKERS = 10  # of a unit
DESK_SEES = ("name", "sex", "safe_hours")


@dataclass
class Town:
    ministry: object
    offices: list[Office]
    manager: make.Member  # reads every case of the ministry
    reception: make.Member
    desk_officer: make.Member
    receiver: make.Member
    service: object
    agreement: object

    def kept(self) -> frozenset[str]:
        """Keys of what all cases share."""
        shared = (self.ministry, self.service, self.service.organisation, self.service.desk, self.agreement,
                  *(one for member in (self.desk_officer, self.receiver) for one in (member.staff, member.membership, member.team)))
        return frozenset(str(one.pk) for one in shared)


def built(units: int) -> Town:
    ministry = make.organisation("وزارة", "CentralGovernmentOrganisation")
    offices = []
    for _n in range(units):
        supervisor = make.member("supervisor", of=ministry)
        offices += [Office(make.member(of=ministry, teams=supervisor.teams), supervisor) for _n in range(WORKERS)]
    other = make.organisation("الهلال")
    desk = make.team(other, "مكتب الإحالات", is_desk=True)
    agreement = make.agreement(ministry, other, state="confirmed")
    return Town(ministry, offices, make.member("case_manager", of=ministry, teams=offices[0].worker.teams), make.member("reception", of=ministry, teams=offices[0].worker.teams),
                make.member("desk_officer", of=other, teams=[desk]), make.member(of=other), make.service(desk), agreement)


def case_made(town: Town, office: Office, facts: IdentityFacts, phone: str, *, is_referred: bool) -> UUID:
    """Registered, with consent, risk, colleague, approved plan, note and task; referred, and accepted at the desk."""
    worker, supervisor = office.worker, office.supervisor
    person_id = make.person(worker, facts, phone=phone)
    answers = [Answer("case", True, 1023, 365), *([Answer("referral", True, 31, 90, town.service.organisation_id)] if is_referred else [])]
    make.consent(worker, person_id, *answers)
    case = make.case(worker, person_id, with_consent=False)
    with acting(worker.cookie) as actor:
        cases.decide_risk(case, level="medium", reasons="بلا مأوى", by=actor)
        cases.write_note(case, section=Section.SOCIAL, kind="contact", body="زيارة منزلية: الأسرة في غرفة واحدة.", happened_at=None, by=actor)
        cases.plan_task(case, title="اتصال بالمدرسة", due_at=clock() + timedelta(days=3), staff_id=None, by=actor)
        plan = cases.begin_plan(case, by=actor)
        goal = cases.set_goal(plan, dimension="social", title="مسكن آمن", own_words="", by=actor)
        cases.plan_action(goal, title="بحث عن مسكن", done_by="staff", staff_id=worker.staff.pk, due_on=date.today() + timedelta(days=20), by=actor)
        cases.submit_plan(plan, by=actor)
    with acting(supervisor.cookie) as actor:
        cases.approve_plan(plan, read=make.read(plan), by=actor)
    if is_referred:
        _referred(town, office, case)
    return person_id


def _referred(town: Town, office: Office, case) -> None:
    scope = ConsentScope.objects.get(person_id=case.person_id, purpose="referral")
    two = make.Two(office.worker, office.supervisor, town.desk_officer, town.receiver, town.reception, case, town.service, scope)
    sent = make.referral(two, keys=DESK_SEES)
    make.seen(two, sent)
    with acting(town.desk_officer.cookie) as actor:
        referrals.accept(sent, worker_id=town.receiver.staff.pk, by=actor)
