"""Whether the books hold: every balance anew from its entries, every entry against its instalment or allotment, every payment and list against what it pays. Reads alone."""
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

_NET = """
WITH moved AS (
  SELECT e.line_id, e.instalment_id, e.number, v.account, v.amount FROM programmes_entry e CROSS JOIN LATERAL (VALUES (e.target, e.amount), (e.source, -e.amount)) AS v(account, amount))
"""
# What each state of an instalment says of the accounts; `agreed`: its request was approved and has not ended otherwise.
_INSTALMENTS = _NET + """
, stood AS (SELECT instalment_id, account, sum(amount) AS amount FROM moved WHERE instalment_id IS NOT NULL GROUP BY 1, 2),
wanted AS (
  SELECT r.line_id, r.id AS request_id, r.state AS request_state, i.id, i.number, i.state, v.account, v.amount FROM assistance_instalment i JOIN assistance_request r ON r.id = i.request_id
    CROSS JOIN LATERAL (SELECT r.state IN ('approved', 'ordered', 'delivered', 'reconciled') AS agreed) AS a
    CROSS JOIN LATERAL (VALUES ('available', CASE WHEN agreed AND i.state <> 'released' THEN -i.charged ELSE 0 END), ('committed', CASE WHEN agreed AND i.state = 'planned' THEN i.charged ELSE 0 END),
      ('ordered', CASE WHEN agreed AND i.state = 'ordered' THEN i.charged ELSE 0 END), ('spent', CASE WHEN agreed AND i.state = 'done' THEN i.charged ELSE 0 END), ('donor', 0)) AS v(account, amount))
SELECT w.line_id, NULL::uuid, format('instalment %s of request %s: its entries bring %s to account %s, its state (%s, request %s) says %s',
       w.number, w.request_id, coalesce(s.amount, 0), w.account, w.state, w.request_state, w.amount)
  FROM wanted w LEFT JOIN stood s ON s.instalment_id = w.id AND s.account = w.account WHERE coalesce(s.amount, 0) IS DISTINCT FROM w.amount
"""

# Each gives a row for what does not hold: the line of the budget, or else the programme, and a sentence.
CHECKS = {
    "balances": _NET + """
, stood AS (SELECT line_id, account, sum(amount) AS amount FROM moved GROUP BY 1, 2)
SELECT l.id, NULL::uuid, format('account %s stands at %s, its entries give %s', v.account, coalesce(v.amount::text, 'nothing'), v.sign * coalesce(s.amount, 0))
  FROM programmes_budgetline l LEFT JOIN programmes_balance b ON b.line_id = l.id
  CROSS JOIN LATERAL (VALUES ('donor', 'granted', -1, b.granted), ('available', 'available', 1, b.available), ('committed', 'committed', 1, b.committed), ('ordered', 'ordered', 1, b.ordered),
    ('spent', 'spent', 1, b.spent)) AS v(of_entries, account, sign, amount)
  LEFT JOIN stood s ON s.line_id = l.id AND s.account = v.of_entries WHERE v.amount IS DISTINCT FROM v.sign * coalesce(s.amount, 0)""",
    "below zero": _NET + """
, running AS (SELECT line_id, account, number, sum(amount) OVER (PARTITION BY line_id, account ORDER BY number) AS stood FROM moved)
SELECT DISTINCT ON (line_id, account) line_id, NULL::uuid, format('account %s fell to %s with entry %s', account, stood, number)
  FROM running WHERE account <> 'donor' AND stood < 0 ORDER BY line_id, account, number""",
    "numbers": """
SELECT DISTINCT ON (line_id) line_id, NULL::uuid, format('entry %s stands where %s should: a number is missing or given twice', number, place)
  FROM (SELECT line_id, number, row_number() OVER (PARTITION BY line_id ORDER BY number) AS place FROM programmes_entry) AS n WHERE number <> place ORDER BY line_id, place""",
    "counts": """
SELECT b.line_id, NULL::uuid, format('the balance counts %s entries, there are %s', b.entries, coalesce(n.entries, 0))
  FROM programmes_balance b LEFT JOIN (SELECT line_id, count(*) AS entries FROM programmes_entry GROUP BY 1) AS n ON n.line_id = b.line_id WHERE b.entries <> coalesce(n.entries, 0)""",
    "movements": """
SELECT e.line_id, NULL::uuid, format('entry %s (%s) leads from %s to %s', e.number, e.why, e.source, e.target) FROM programmes_entry e
 WHERE (e.why, e.source, e.target) NOT IN (('allot', 'donor', 'available'), ('allot', 'available', 'donor'), ('commit', 'available', 'committed'), ('order', 'committed', 'ordered'),
   ('give', 'ordered', 'spent'), ('fail', 'ordered', 'committed'), ('recall', 'ordered', 'committed'), ('return', 'spent', 'committed'), ('release', 'committed', 'available'))""",
    "sources": """
SELECT e.line_id, NULL::uuid, format('entry %s (%s) belongs to no instalment or allotment of this line', e.number, e.why)
  FROM programmes_entry e LEFT JOIN assistance_instalment i ON i.id = e.instalment_id AND i.request_id = e.request_id LEFT JOIN assistance_request r ON r.id = i.request_id AND r.line_id = e.line_id
  LEFT JOIN programmes_allotment a ON a.id = e.allotment_id AND a.line_id = e.line_id
 WHERE (e.why = 'allot') = (a.id IS NULL) OR (e.why = 'allot') = (r.id IS NOT NULL)""",
    "amounts": """
SELECT e.line_id, NULL::uuid, format('entry %s moves %s, instalment %s of request %s is charged with %s', e.number, e.amount, i.number, i.request_id, i.charged)
  FROM programmes_entry e JOIN assistance_instalment i ON i.id = e.instalment_id WHERE e.amount <> i.charged""",
    "instalments": _INSTALMENTS,
    "charges": """
SELECT r.line_id, NULL::uuid, format('instalment %s of request %s: %s at %s to one is charged as %s', i.number, r.id, i.amount, r.pounds, i.charged)
  FROM assistance_instalment i JOIN assistance_request r ON r.id = i.request_id WHERE i.charged IS DISTINCT FROM round(i.amount / r.pounds, 2)""",
    "requests": """
SELECT r.line_id, NULL::uuid, format('request %s is %s, its instalments: %s planned, %s under way, %s received, %s not needed', r.id, r.state, n.planned, n.ordered, n.done, n.released)
  FROM assistance_request r CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE i.state = 'planned') AS planned, count(*) FILTER (WHERE i.state = 'ordered') AS ordered, count(*) FILTER (WHERE i.state = 'done') AS done,
           count(*) FILTER (WHERE i.state = 'released') AS released FROM assistance_instalment i WHERE i.request_id = r.id) AS n
 WHERE NOT CASE WHEN r.state IN ('requested', 'checked') THEN n.ordered + n.done + n.released = 0 WHEN r.state IN ('declined', 'cancelled', 'returned') THEN n.planned + n.ordered + n.done = 0
   WHEN r.state = 'approved' THEN n.planned > 0 AND n.ordered + n.done = 0 WHEN r.state = 'ordered' THEN n.ordered > 0 OR n.planned > 0 AND n.done > 0
   ELSE n.done > 0 AND n.planned + n.ordered = 0 END""",
    "sums": """
SELECT r.line_id, NULL::uuid, format('request %s is for %s, its instalments are %s', r.id, r.amount, n.amount)
  FROM assistance_request r CROSS JOIN LATERAL (SELECT coalesce(sum(i.amount), 0) AS amount FROM assistance_instalment i WHERE i.request_id = r.id) AS n
 WHERE r.state IN ('checked', 'approved', 'ordered', 'delivered', 'reconciled', 'returned') AND r.amount <> n.amount""",
    "paid twice": """
SELECT r.line_id, NULL::uuid, format('instalment %s of request %s has %s payments that stand', i.number, r.id, count(*))
  FROM assistance_payment p JOIN assistance_instalment i ON i.id = p.instalment_id JOIN assistance_request r ON r.id = i.request_id
 WHERE p.state IN ('listed', 'ordered', 'paid') GROUP BY r.line_id, r.id, i.id HAVING count(*) > 1""",
    "payments": """
SELECT r.line_id, NULL::uuid, format('payment %s is %s (%s), instalment %s of request %s is %s (%s)', p.id, p.state, p.amount, i.number, r.id, i.state, i.amount)
  FROM assistance_payment p JOIN assistance_instalment i ON i.id = p.instalment_id JOIN assistance_request r ON r.id = i.request_id
 WHERE p.amount IS DISTINCT FROM i.amount OR p.request_id IS DISTINCT FROM i.request_id OR (p.state, i.state) IN (VALUES ('listed', 'ordered'), ('listed', 'done'), ('listed', 'released'),
   ('ordered', 'planned'), ('ordered', 'done'), ('ordered', 'released'), ('paid', 'planned'), ('paid', 'ordered'), ('paid', 'released'))""",
    "unpaid": """
SELECT r.line_id, NULL::uuid, format('instalment %s of request %s is %s without a payment that says so', i.number, r.id, i.state)
  FROM assistance_instalment i JOIN assistance_request r ON r.id = i.request_id
 WHERE r.method IN ('bank', 'wallet', 'cash') AND i.state IN ('ordered', 'done')
   AND NOT EXISTS (SELECT FROM assistance_payment p WHERE p.instalment_id = i.id AND p.state = CASE i.state WHEN 'done' THEN 'paid' ELSE 'ordered' END)""",
    "answers": """
SELECT r.line_id, NULL::uuid, format('payment %s of request %s is %s, the answers to it are: %s', p.id, r.id, p.state, coalesce(array_to_string(a.told, ', '), 'none'))
  FROM assistance_payment p JOIN assistance_request r ON r.id = p.request_id LEFT JOIN (
    SELECT payment_id, array_agg(outcome::text ORDER BY outcome::text) AS told FROM assistance_answer GROUP BY 1) AS a ON a.payment_id = p.id
 WHERE a.told IS DISTINCT FROM CASE p.state WHEN 'paid' THEN ARRAY['paid'] WHEN 'failed' THEN ARRAY['failed'] WHEN 'returned' THEN ARRAY['paid', 'returned'] END""",
    # A list that waits counts what stands in it; one that was released what went out with it, and what was taken back; of a dropped one nothing is asked.
    "lists": """
SELECT NULL::uuid, l.programme_id, format('payment list %s (%s) says %s payments of %s, %s without an answer, %s taken back; it holds %s of %s, %s without an answer, %s taken back',
       l.id, l.state, l.payments, l.total, l.waiting, l.recalled, n.payments, n.total, n.waiting, n.recalled)
  FROM assistance_paymentlist l CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE p.state <> 'recalled') AS payments, coalesce(sum(p.amount) FILTER (WHERE p.state <> 'recalled'), 0) AS total,
           count(*) FILTER (WHERE p.state = 'ordered') AS waiting, count(*) FILTER (WHERE p.state = 'recalled') AS recalled
      FROM assistance_payment p WHERE p.payment_list_id = l.id AND p.state <> 'dropped') AS n
 WHERE l.state <> 'dropped' AND (l.payments, l.total, l.waiting, l.recalled) IS DISTINCT FROM (n.payments, n.total, n.waiting, n.recalled)""",
    "payments of lists": """
SELECT NULL::uuid, l.programme_id, format('payment %s is %s, its list %s is %s', p.id, p.state, l.id, l.state)
  FROM assistance_payment p JOIN assistance_paymentlist l ON l.id = p.payment_list_id
 WHERE CASE l.state WHEN 'made' THEN p.state NOT IN ('listed', 'dropped') WHEN 'dropped' THEN p.state NOT IN ('dropped', 'recalled') WHEN 'closed' THEN p.state IN ('listed', 'ordered') ELSE p.state = 'listed' END""",
    "allotments": """
SELECT a.line_id, NULL::uuid, format('allotment %s of %s has %s entries, which bring %s', a.id, a.amount, count(e.id), coalesce(sum(CASE e.target WHEN 'available' THEN e.amount ELSE -e.amount END), 0))
  FROM programmes_allotment a LEFT JOIN programmes_entry e ON e.allotment_id = a.id GROUP BY a.id
 HAVING count(e.id) <> 1 OR sum(CASE e.target WHEN 'available' THEN e.amount ELSE -e.amount END) <> a.amount""",
    "reversals": """
SELECT a.line_id, NULL::uuid, format('allotment %s of %s takes back one of %s', a.id, a.amount, b.amount) FROM programmes_allotment a JOIN programmes_allotment b ON b.id = a.reverses_id
 WHERE a.amount <> -b.amount OR a.line_id <> b.line_id OR b.reverses_id IS NOT NULL""",
}
# What is right in the books and should not last: the job of each hour ends the one, a person decides on the other.
OVERDUE = """
SELECT r.line_id, format('%s requests still stand although the leave to work on their cases has ended; the worker releases them within an hour, and %s with them', count(DISTINCT r.id),
       coalesce(sum(i.charged) FILTER (WHERE r.state IN ('approved', 'ordered')), 0))
  FROM ring.help_without_leave h JOIN assistance_request r ON r.id = h.id JOIN assistance_instalment i ON i.request_id = r.id AND i.state = 'planned' GROUP BY r.line_id
UNION ALL
SELECT r.line_id, format('its programme is closed or over, and %s approved requests still hold %s', count(DISTINCT r.id), sum(i.charged))
  FROM assistance_request r JOIN programmes_programme p ON p.id = r.programme_id JOIN assistance_instalment i ON i.request_id = r.id AND i.state = 'planned'
 WHERE r.state IN ('approved', 'ordered') AND (NOT p.is_open OR p.ends_on < (entry.clock() AT TIME ZONE 'Africa/Cairo')::date) GROUP BY r.line_id
"""
_PLACES = "SELECT l.id, p.id, p.name_en, l.code FROM programmes_programme p LEFT JOIN programmes_budgetline l ON l.programme_id = p.id"


@dataclass(frozen=True)
class Fault:
    """`line`: code of the line of the budget; empty where it is a payment list of the programme."""

    check: str
    programme: str
    line: str
    words: str

    def __str__(self) -> str:
        return f"{self.programme}{f', line {self.line}' if self.line else ''}: {self.words}."


def faults(connection) -> Iterator[Fault]:
    """What does not hold, check by check; nothing is written. `connection`: of a login that row security does not bind, which is an error for any other."""
    with connection.cursor() as cursor:
        names = _names(cursor)
        for check, sql in CHECKS.items():
            cursor.execute(sql)
            for line, programme, words in cursor.fetchall():
                yield Fault(check, *names.get(line or programme, ("?", str(line or programme))), words)


def overdue(connection) -> list[Fault]:
    """What should not last, line by line. `connection`: as the keeper, who alone reads what leave there is."""
    with connection.cursor() as cursor:
        names = _names(cursor)
        cursor.execute(OVERDUE)
        return [Fault("overdue", *names[line], words) for line, words in cursor.fetchall()]


def _names(cursor) -> dict[UUID | None, tuple[str, str]]:
    """Line or programme → name of the programme, code of the line."""
    cursor.execute("SET LOCAL row_security = off")
    cursor.execute(_PLACES)
    names: dict[UUID | None, tuple[str, str]] = {}
    for line, programme, name, code in cursor.fetchall():
        names |= {programme: (name, ""), line: (name, code)}
    return names


def size(connection) -> tuple[int, int]:
    """How many lines and entries there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM programmes_budgetline), (SELECT count(*) FROM programmes_entry)")
        return cursor.fetchone()
