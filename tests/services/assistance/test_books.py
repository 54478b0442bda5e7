"""`ledger verify`: books that hold are said to hold, and whatever is broken by hand is named with its line."""
import pytest
from django.db import Error, connection, transaction

from amana.casework.consent import actions as consents
from amana.casework.consent.models import ConsentScope
from amana.ground.rows.acting import acting
from amana.services.assistance import books
from amana.services.programmes import actions as programmes
from tests import builders as make

pytestmark = pytest.mark.django_db


def found():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("RESET ROLE")
    return list(books.faults(connection))


@pytest.fixture
def story(unit):
    """Money in every state: available, planned, under way, paid, failed, returned, delivered, released; an allotment that was taken back; a list of each state."""
    def wallet(*amounts, of=None, **more):
        return unit.approved(of or make.case(unit.worker), *amounts, **{"account": f"010055{len(seen):05}", **more})

    seen = []
    for outcome in ("paid", "failed", "returned", None):
        seen.append(request := wallet("3000", "50"))
        payments = unit.sent(request)
        for n, word in enumerate({"returned": ["paid", "returned"], None: []}.get(outcome, [outcome])):
            unit.take_in(payments, [word] * 2, f"{n}" * 64)
    goods = unit.approved(make.case(unit.worker), "700", "200", kind="food_voucher", method="goods", account="")
    unit.move(goods, 1, "order", unit.officer)
    unit.move(goods, 1, "deliver", unit.worker, proof="signature")
    unit.decide(goods, "cancel", unit.worker, words="لم تعد مطلوبة")
    unit.ask(make.case(unit.worker), "900")
    seen.append(waits := wallet("400"))
    unit.listed(waits)
    gone = make.case(unit.worker)
    seen.append(left := wallet("60", of=gone))
    payments = unit.released(left, wallet("70"))
    with acting(unit.worker.cookie) as actor:
        consents.withdraw(ConsentScope.objects.get(person_id=gone.person_id, purpose="case"), by=actor)
    unit.move_list(payments, "file", unit.finance)
    with acting(unit.finance.cookie) as actor:
        programmes.take_back(programmes.allot(unit.line, amount=500, words="خطأ", by=actor), words="خطأ", by=actor)
    return unit


def test_books_of_every_kind_of_movement_hold(story):
    assert found() == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT (why, source)) FROM programmes_entry")
        assert cursor.fetchone()[0] == 9, "every kind of movement stands in them"


TABLES = ("programmes_balance", "programmes_entry", "programmes_allotment", "assistance_request", "assistance_instalment", "assistance_payment", "assistance_paymentlist", "assistance_answer")
INST, E, P, L = "assistance_instalment", "programmes_entry", "assistance_payment", "assistance_paymentlist"
ONE = "ctid = (SELECT ctid FROM {} WHERE {} LIMIT 1)"
# Where it is broken, and which checks see it; all name the line but those of lists.
BROKEN = {
    "a balance is changed": ("UPDATE programmes_balance SET committed = committed + 1, available = available - 1", {"balances"}),
    "a balance is gone": ("DELETE FROM programmes_balance", {"balances"}),
    "what was granted is changed": ("UPDATE programmes_balance SET granted = granted + 1, available = available + 1", {"balances"}),
    "the count of entries": ("UPDATE programmes_balance SET entries = entries + 1", {"counts"}),
    "an entry is gone": (f"DELETE FROM {E} WHERE why = 'commit' AND number = (SELECT min(number) FROM {E} WHERE why = 'commit')", {"balances", "numbers", "counts", "instalments"}),
    "two entries have one number": (f"ALTER TABLE {E} DROP CONSTRAINT entry_numbered; UPDATE {E} SET number = 5 WHERE number = 6", {"numbers"}),
    "an entry leads elsewhere": (f"UPDATE {E} SET target = 'spent' WHERE why = 'order'", {"movements", "balances", "instalments"}),
    "an entry has another amount": (f"UPDATE {E} SET amount = amount + 0.01 WHERE {ONE.format(E, 'why = ' + repr('give'))}", {"amounts", "balances", "instalments"}),
    "an entry of no instalment": (f"UPDATE {E} SET instalment_id = gen_random_uuid() WHERE {ONE.format(E, 'why = ' + repr('give'))}", {"sources", "instalments"}),
    "an allotment's entry of none": (f"UPDATE {E} SET allotment_id = NULL WHERE {ONE.format(E, 'why = ' + repr('allot'))}", {"sources", "allotments"}),
    "an account fell below zero": (f"ALTER TABLE {E} DROP CONSTRAINT entry_numbered; UPDATE {E} SET number = CASE number WHEN 1 THEN 2 ELSE 1 END WHERE number < 3", {"below zero"}),
    "an instalment is done without an entry": (f"UPDATE {INST} SET state = 'done' WHERE state = 'ordered'", {"instalments", "payments", "unpaid", "requests"}),
    "an instalment is released without an entry": (f"UPDATE {INST} SET state = 'released' WHERE {ONE.format(INST, 'state = ' + repr('done'))}", {"instalments", "payments"}),
    "an instalment is charged otherwise": (f"UPDATE {INST} SET charged = charged + 0.01 WHERE {ONE.format(INST, 'state = ' + repr('done'))}", {"charges", "amounts", "instalments"}),
    "the rate is changed": ("UPDATE assistance_request SET pounds = 2 WHERE state = 'requested'", {"charges"}),
    "an instalment has another amount": (f"UPDATE {INST} SET amount = amount + 0.001 + 0.01 WHERE {ONE.format(INST, 'state = ' + repr('done'))}", {"charges", "sums", "payments"}),
    "a request is not approved": ("UPDATE assistance_request SET state = 'checked' WHERE state = 'delivered'", {"instalments", "requests"}),
    "a request is not closed": ("UPDATE assistance_request SET state = 'approved' WHERE state = 'delivered'", {"requests"}),
    "an instalment is paid twice": (f"DROP INDEX payment_once; INSERT INTO {P} SELECT (json_populate_record(p, json_build_object('id', gen_random_uuid()))).* FROM {P} p WHERE state = 'paid'",
                                    {"paid twice", "answers", "lists"}),
    "a payment has failed": (f"UPDATE {P} SET state = 'failed' WHERE state = 'paid'", {"unpaid", "answers"}),
    "a payment waits": (f"UPDATE {P} SET state = 'ordered' WHERE state = 'paid'", {"payments", "unpaid", "answers", "lists"}),
    "a payment of another amount": (f"UPDATE {P} SET amount = amount + 1 WHERE state = 'paid'", {"payments", "lists"}),
    "an answer is gone": ("DELETE FROM assistance_answer WHERE outcome = 'returned'", {"answers"}),
    "a list counts more": (f"UPDATE {L} SET payments = payments + 1 WHERE state = 'made'", {"lists"}),
    "a list has another sum": (f"UPDATE {L} SET total = total + 0.01 WHERE {ONE.format(L, 'state = ' + repr('sent'))}", {"lists"}),
    "a list took more back": (f"UPDATE {L} SET recalled = recalled + 1 WHERE recalled > 0", {"lists"}),
    "a list waits for nobody": (f"UPDATE {L} SET waiting = 0 WHERE waiting > 0", {"lists"}),
    "a list was never released": (f"UPDATE {L} SET state = 'made' WHERE state = 'sent'", {"payments of lists"}),
    "an allotment without its entry": ("UPDATE programmes_allotment SET amount = amount + 1 WHERE amount > 1000", {"allotments"}),
    "a reversal of another amount": ("UPDATE programmes_allotment SET amount = -400 WHERE reverses_id IS NOT NULL", {"reversals", "allotments"}),
}


def break_by_hand(sql):
    """As the migrating login, with no trigger or constraint of the books in the way."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE amana_owner")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE programmes_balance DROP CONSTRAINT balance_whole, DROP CONSTRAINT balance_positive")
        for part in sql.split("; "):
            cursor.execute(f"{'SET ROLE amana_owner' if part.startswith(('ALTER', 'DROP')) else 'RESET ROLE'}; {part}")


def test_whatever_is_broken_by_hand_is_named_with_its_line(story):
    assert found() == []
    for broken, (sql, checks) in BROKEN.items():
        undone = transaction.savepoint()
        break_by_hand(sql)
        told = found()
        transaction.savepoint_rollback(undone)
        assert {one.check for one in told} >= checks, f"{broken}: {[str(one) for one in told]}"
        assert all(str(one).startswith("Programme: payment " if one.check in ("lists", "payments of lists") else "Programme, line 1.1: ") for one in told), broken
    assert found() == []


def test_every_check_sees_something():
    assert set().union(*(checks for _sql, checks in BROKEN.values())) == set(books.CHECKS)


def test_a_balance_is_named_with_what_stands_and_what_should_stand(story):
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("UPDATE programmes_balance SET available = available - 0.01, committed = committed + 0.01")
    assert any("line 1.1: account available stands at" in str(one) and "its entries give" in str(one) for one in found())


def test_a_login_that_sees_a_part_is_no_witness(story):
    with acting(story.finance.cookie), pytest.raises(Error, match="row-level security"), transaction.atomic():
        list(books.faults(connection))
