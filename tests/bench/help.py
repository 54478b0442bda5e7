"""Help for each case of the town: three requests as the actions make them for one case, spread over all others with their people, workers and keys; one programme, and a payment list for each thousand: measured by `helped.py`.

Not copied: the record of acts, and the account sealed to each person (pages show its end alone). That what is copied is what the actions would have made is not shown by a test yet; by hand,
`ledger verify` found nothing wrong in 35,266 entries and the circles were those of `ring.should`.
"""
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import psycopg

from amana.ground.rows.acting import acting
from amana.services.assistance import actions, queries
from amana.services.assistance.rules import Step
from amana.services.programmes import actions as programmes
from tests import builders as make

OF_A_LIST, DUE = 1_000, 20  # payments; one case of DUE has an instalment that can be listed
# Tables in the order of their keys; the column that leads to the case, and which keys are made anew for each case and for each list.
SPREAD = {
    "assistance_request": ("t.case_id", ("id",), ()),
    "assistance_instalment": ("t.case_id", ("id", "request_id"), ()),
    "assistance_requeststep": ("t.case_id", ("id", "request_id", "instalment_id"), ()),
    "assistance_payment": ("t.case_id", ("id", "request_id", "instalment_id"), ("payment_list_id",)),
    "assistance_answer": ("t.case_id", ("id", "payment_id"), ("file_id",)),
    "programmes_entry": ("(SELECT r.case_id FROM assistance_request r WHERE r.id = t.request_id)", ("id", "request_id", "instalment_id"), ()),
}
LISTS = {"assistance_paymentlist": "id", "assistance_liststep": "payment_list_id", "assistance_answerfile": "payment_list_id"}
# The templates' cases among the rest: which of them each case follows, and in which list it is paid.
TARGETS = """
CREATE TEMP TABLE bench_target AS
  SELECT k.id AS case_id, k.person_id, a.staff_id, m.id AS membership, (ARRAY[%(due)s, %(rest)s]::uuid[])[CASE WHEN n %% %(each)s = 0 THEN 1 ELSE 2 END] AS template, n / %(size)s AS list, n
    FROM (SELECT k.*, row_number() OVER (ORDER BY k.made_at, k.id) AS n FROM cases_case k WHERE k.organisation_id = %(of)s AND k.id <> ALL (%(made)s)) AS k
    JOIN cases_assignment a ON a.case_id = k.id AND a.until_at IS NULL JOIN access_membership m ON m.staff_id = a.staff_id AND m.organisation_id = %(of)s;
ANALYZE bench_target
"""


@dataclass
class Money:
    programme: object
    line: object
    officer: make.Member
    finance: make.Member
    second: make.Member
    team: object


def begun(ministry) -> Money:
    team = make.team(ministry, "فريق المساعدات")
    officer, finance, second = (make.member(role, of=ministry, teams=[team]) for role in ("programme_officer", "finance_officer", "finance_officer"))
    today = date.today()
    with acting(officer.cookie) as actor:
        one = programmes.begin(team_id=team.pk, name_ar="برنامج", name_en="Programme", donor="مانح", starts_on=today - timedelta(200), ends_on=today + timedelta(200), groups=["returnees"], by=actor)
        line = programmes.add_line(one, code="1.1", name_ar="مساعدات", name_en="Help", by=actor)
    with acting(finance.cookie) as actor:
        programmes.allot(line, amount=Decimal("900000000"), words="اتفاقية", by=actor)
    return Money(one, line, officer, finance, second, team)


def given(money: Money, case_id: UUID, person_id: UUID, worker: make.Member, *, is_due: bool) -> None:
    """Two instalments by wallet, of which one is paid and one waits for its condition; goods that were handed over; cash, due or declined."""
    today = date.today()

    def asked(kind: str, method: str, *parts: actions.Part):
        with acting(worker.cookie) as actor:
            made = actions.ask(case_id, person_id, parts=list(parts), account="01005550142" if method == "wallet" else "", by=actor, programme=money.programme, line=money.line, kind=kind, method=method,
                               need="نقص في الدخل", payee_name="", payee_reason="", period_from=today, period_until=today + timedelta(20))
        decided(made, Step.CHECK, money.officer)
        return made

    def decided(request, step: Step, by: make.Member) -> None:
        with acting(by.cookie) as actor:
            actions.decide(request, step, words="" if step != Step.DECLINE else "خارج البرنامج", by=actor)

    wallet = asked("emergency_cash", "wallet", actions.Part(Decimal(1500), today), actions.Part(Decimal(500), today, "إيصال الإيجار"))
    decided(wallet, Step.APPROVE, money.officer)
    goods = asked("food_voucher", "goods", actions.Part(Decimal(900), today))
    decided(goods, Step.APPROVE, money.second)
    for step, by, proof in ((Step.ORDER, money.officer, ""), (Step.DELIVER, worker, "signature")):
        with acting(by.cookie) as actor:
            actions.move(goods, queries.instalment(goods.pk, 1), step, proof=proof, by=actor)
    decided(goods, Step.RECONCILE, money.finance)
    cash = asked("documents", "cash", actions.Part(Decimal(300), today))
    decided(cash, Step.APPROVE if is_due else Step.DECLINE, money.officer)
    with acting(money.finance.cookie) as actor:
        payments = actions.list_payments(money.programme, [queries.instalment(wallet.pk, 1)], method="wallet", pay_on=today, by=actor)
    for step, by in (("release", money.second), ("send", money.finance)):
        with acting(by.cookie) as actor:
            actions.move_list(payments, step, by=actor)
    with acting(money.finance.cookie) as actor:
        actions.take_in(queries.payment_list(payments.pk), [actions.Said(one.pk, "paid", one.amount) for one in queries.payments(payments.pk)], digest=payments.pk.hex * 2, by=actor)


def spread(admin: psycopg.Connection, money: Money, due: UUID, rest: UUID, worker: make.Member) -> None:
    """What those two cases have been given, for every other case of the ministry."""
    admin.execute(psycopg.ClientCursor(admin).mogrify(TARGETS, {"due": due, "rest": rest, "each": DUE, "size": OF_A_LIST, "of": money.programme.organisation_id, "made": [due, rest]}))
    lists = dict(admin.execute("SELECT case_id, payment_list_id FROM assistance_payment WHERE case_id = ANY (%s)", [[due, rest]]).fetchall())
    with admin.transaction():
        admin.execute("SET LOCAL session_replication_role = replica")  # what triggers derive is copied as well
        for table, column in LISTS.items():
            admin.execute(f"""
              INSERT INTO {table} SELECT r.* FROM {table} t CROSS JOIN (SELECT list, count(*) AS n FROM bench_target GROUP BY 1) AS b CROSS JOIN LATERAL jsonb_populate_record(NULL::{table},
                to_jsonb(t) || jsonb_build_object('id', md5(t.id::text || b.list)::uuid) {'' if column == 'id' else "|| jsonb_build_object('payment_list_id', md5(t.payment_list_id::text || b.list)::uuid)"}
                || {"jsonb_build_object('payments', b.n, 'total', b.n * t.total)" if column == 'id' else "'{}'"}) AS r WHERE t.{column} = %s""", [lists[rest]])
        for table, (of_case, of_each, of_list) in SPREAD.items():
            keys = [f"'{name}', md5(t.{name}::text || k.case_id)::uuid" for name in of_each] + [f"'{name}', md5(%(list)s::text || k.list)::uuid" for name in of_list if name == "payment_list_id"]
            keys += ["'file_id', md5((SELECT f.id FROM assistance_answerfile f WHERE f.payment_list_id = %(list)s)::text || k.list)::uuid"] if "file_id" in of_list else []
            own = ["'made_by', CASE t.made_by WHEN %(membership)s THEN k.membership ELSE t.made_by END"]
            if table == "programmes_entry":
                own.append("'number', (SELECT entries FROM programmes_balance WHERE line_id = t.line_id) + row_number() OVER (ORDER BY k.n, t.number)")
            else:
                own.append("'case_id', k.case_id, 'person_id', k.person_id, 'staff_id', CASE t.staff_id WHEN %(staff)s THEN k.staff_id ELSE t.staff_id END")
            admin.execute(f"""
              INSERT INTO {table} SELECT r.* FROM (SELECT to_jsonb(t) || jsonb_build_object({', '.join(keys + own)}) AS row FROM {table} t JOIN bench_target k ON k.template = {of_case}) AS s
                CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, s.row) AS r""", {"list": lists[rest], "membership": worker.membership.pk, "staff": worker.staff.pk})
        admin.execute("""
          UPDATE programmes_balance b SET available = s.granted - s.committed - s.spent, committed = s.committed, spent = s.spent, ordered = 0, entries = s.entries FROM (
            SELECT line_id, sum(amount) FILTER (WHERE why = 'allot') AS granted, sum(CASE 'committed' WHEN target THEN amount WHEN source THEN -amount END) AS committed,
                   sum(amount) FILTER (WHERE target = 'spent') AS spent, count(*) AS entries FROM programmes_entry GROUP BY 1) AS s WHERE b.line_id = s.line_id""")
        admin.execute("""
          INSERT INTO ring.circle SELECT r.* FROM ring.circle c JOIN assistance_request q ON q.id = c.basis_id AND c.basis = 'assistance' JOIN bench_target k ON k.template = q.case_id
            CROSS JOIN LATERAL jsonb_populate_record(NULL::ring.circle, to_jsonb(c) || jsonb_build_object('person', k.person_id, 'case_id', CASE WHEN c.case_id IS NOT NULL THEN k.case_id END,
              'basis_id', md5(c.basis_id::text || k.case_id)::uuid, 'listed_at', (SELECT made_at FROM cases_case WHERE id = k.case_id))) AS r""")
