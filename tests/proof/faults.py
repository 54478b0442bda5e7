"""Faults made by program from what the database says of itself: one at a time, each with the statements that seed it.

To extend: nothing, as long as rules stand in policies, views `ring.facts_*`, triggers, grants and definer functions; a new kind of guard is a new generator here.
"""
import re
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from tests.proof.oracle import TABLES


@dataclass(frozen=True)
class Fault:
    """`looks`: operations and tables where it can be noticed, the likeliest first; `everywhere`: these are not all. `by_rights`: the snapshot of rights is asked first."""

    name: str
    sql: str
    looks: tuple[tuple[str, tuple[str, ...]], ...] = ()
    everywhere: bool = False
    by_rights: bool = False

    @property
    def kind(self) -> str:
        return self.name.split()[0]


SWAPS = [  # pattern → what stands there instead; on the text as PostgreSQL prints it
    (r" AND ", " OR "), (r" OR ", " AND "), (r" IS NULL", " IS NOT NULL"), (r" IS NOT NULL", " IS NULL"),
    (r" IS DISTINCT FROM ", " IS NOT DISTINCT FROM "), (r" IS NOT DISTINCT FROM ", " IS DISTINCT FROM "),
    (r"(?<![<>!]) = (?!ANY)", " <> "), (r" <> ", " = "), (r" <= ", " > "), (r" >= ", " < "), (r" < ", " >= "), (r" > ", " <= "),
    (r" & 1\b", " & 2"), (r" & 2\b", " & 4"), (r" & 16\b", " & 32"), (r"\b1023\b", "511"), (r"\b31\b", "30"), (r"\b23\b", "22"),
    (r"\btrue\b", "false"), (r"\bfalse\b", "true"), (r"'90 days'", "'91 days'"), (r"'1 year'", "'2 years'"), (r"'24 hours'", "'25 hours'"),
    (r"'[a-z_]+'::(?:text|character varying)", "'nothing'::text"), (r"\bgreatest\(|GREATEST\(", "least("), (r"\bleast\(|LEAST\(", "greatest("),
    (r"NOT \(", "("), (r"'-?infinity'", "'2000-01-01'"),
]


def variants(text: str, start: int = 0) -> Iterator[tuple[str, str]]:
    """Each operator and constant flipped, each conjunct and disjunct left out; from character `start` on."""
    for pattern, instead in SWAPS:
        for place, found in enumerate(re.finditer(pattern, text[start:]), 1):
            at, end = start + found.start(), start + found.end()
            yield f"{found.group().strip()} → {instead.strip()} #{place}", text[:at] + instead + text[end:]
    for place, (at, end, neutral) in enumerate(operands(text, start), 1):
        yield f"left out #{place}: {text[at:end][:70]}", text[:at] + neutral + text[end:]


def operands(text: str, start: int) -> Iterator[tuple[int, int, str]]:
    """Every operand of AND and OR inside brackets, with what stands for "left out"."""
    for opening, closing in _brackets(text):
        if opening < start:
            continue
        for word, neutral in ((" AND ", "true"), (" OR ", "false")):
            parts = _split(text, opening + 1, closing, word)
            if len(parts) > 1:
                yield from ((at, end, neutral) for at, end in parts if text[at:end].strip() != neutral)


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    opened, quoted = [], False
    for place, character in enumerate(text):
        if character == "'":
            quoted = not quoted
        elif quoted:
            continue
        elif character == "(":
            opened.append(place)
        elif character == ")":
            yield opened.pop(), place


def _split(text: str, at: int, end: int, word: str) -> list[tuple[int, int]]:
    parts, depth, quoted, begun, place = [], 0, False, at, at
    while place < end:
        character = text[place]
        if character == "'":
            quoted = not quoted
        elif not quoted:
            depth += (character == "(") - (character == ")")
            if depth == 0 and text.startswith(word, place):
                parts.append((begun, place))
                place = begun = place + len(word)
                continue
        place += 1
    return [*parts, (begun, end)]


def all_faults(connection: psycopg.Connection) -> list[Fault]:
    """In the order of their kinds; names are unique and stay the same as long as the guarded text does."""
    web = Web(connection)
    made = [*_policies(connection, web), *_views(connection, web), *_row_security(), *_grants(connection), *_triggers(connection), *_functions(connection, web), *_logins()]
    return list({fault.name: fault for fault in made}.values())


class Web:
    """What stands on what, by the texts of functions, views, policies and triggers: which tables answer otherwise when one of them is broken."""

    def __init__(self, connection: psycopg.Connection):
        run = connection.execute
        self.texts = {name: text for name, text in run(
            "SELECT p.pronamespace::regnamespace || '.' || p.proname, string_agg(p.prosrc, ' ') FROM pg_proc p WHERE p.pronamespace::regnamespace::text = ANY (%s) GROUP BY 1"
            " UNION ALL SELECT n.nspname || '.' || c.relname, pg_get_viewdef(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind = 'v' AND n.nspname = 'ring'", [list(SCHEMAS)]).fetchall()}
        self.policies = run("SELECT tablename, concat(qual, ' ', with_check) FROM pg_policies WHERE schemaname = 'public'").fetchall()
        self.triggers = run("SELECT t.tgrelid::regclass::text, p.pronamespace::regnamespace || '.' || p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
                            " WHERE NOT t.tgisinternal AND t.tgname <> 'zzz_proof'").fetchall()

    def tables(self, name: str) -> tuple[str, ...]:
        """Tables whose policies or triggers stand on that function or view."""
        found, waiting = {name}, [name]
        while waiting:
            word = re.compile(rf"\b{re.escape(waiting.pop())}\b")
            more = {other for other, text in self.texts.items() if other not in found and word.search(text)}
            found |= more
            waiting += more
        words = re.compile("|".join(rf"\b{re.escape(one)}\b" for one in found))
        return tuple(sorted({table for table, function in self.triggers if function in found} | {table for table, text in self.policies if words.search(text)}))

    def beside(self, table: str) -> tuple[str, ...]:
        """The table, and those whose policies look at it."""
        found, waiting = [table], [table]
        while waiting:
            word = re.compile(rf"\b{waiting.pop()}\b")
            more = [other for other, text in self.policies if other not in found and word.search(text)]
            found += dict.fromkeys(more)
            waiting += more
        return tuple(found)


def looks_at(operations: str, tables: tuple[str, ...] = ()) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((operation, tables) for operation in operations.split() if tables or operation == "DEED")


SCHEMAS = ("entry", "gate", "keys", "ring", "audit", "post")


def _policies(connection, web: Web) -> Iterator[Fault]:
    rows = connection.execute("SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies WHERE schemaname = 'public' ORDER BY 1, 2").fetchall()
    for table, policy, command, using, check in rows:
        on, name = f"ON public.{table}", f"policy {table}.{policy}"
        # Whoever inserts is judged by the tables that the policy looks at, whoever reads also by those that look at this one.
        where = looks_at({"SELECT": "SELECT", "INSERT": "INSERT", "UPDATE": "UPDATE MOVE"}[command], web.beside(table)) + (
            looks_at("INSERT", web.beside(table)[1:]) if command == "SELECT" else ()) + looks_at("DEED")
        extra = "WITH CHECK (true)" if command == "INSERT" else "USING (true)"
        yield Fault(f"{name}: dropped", f"DROP POLICY {policy} {on}", where)
        yield Fault(f"{name}: another beside it lets all", f"CREATE POLICY another {on} FOR {command} TO amana_web {extra}", where)
        if command == "SELECT":
            yield Fault(f"{name}: for all commands", f"DROP POLICY {policy} {on}; CREATE POLICY {policy} {on} TO amana_web USING ({using})", looks_at("DELETE UPDATE MOVE INSERT", (table,)))
        yield Fault(f"{name}: for everybody's logins", f"ALTER POLICY {policy} {on} TO PUBLIC", where, by_rights=True)
        for what, text in (("USING", using), ("WITH CHECK", check)):
            if text:
                yield Fault(f"{name}: {what} true", f"ALTER POLICY {policy} {on} {what} (true)", where)
                for change, changed in variants(text):
                    yield Fault(f"{name}: {what} {change}", f"ALTER POLICY {policy} {on} {what} ({changed})", where)


def _views(connection, web: Web) -> Iterator[Fault]:
    rows = connection.execute("""SELECT c.oid::regclass::text, pg_get_viewdef(c.oid), c.reloptions FROM pg_class c
        WHERE c.relkind = 'v' AND (c.relname IN ('access_my_circle', 'access_my_circle_latest_first', 'access_my_circle_oldest_first', 'access_factor', 'access_own_session', 'awaiting', 'in_force')
            OR c.relnamespace = 'ring'::regnamespace) ORDER BY 1""").fetchall()
    for view, text, options in rows:
        text = text.rstrip("; \n")
        with_options = " WITH (security_barrier)" if options else ""
        where = looks_at("VIEW SELECT DEED", ("registry_person",)) if view.startswith(("access_", "keys.")) else looks_at("CIRCLES DEED", ("registry_person",)) + looks_at("INSERT", web.tables(view))
        for change, changed in (*variants(text), *_branches(text)):
            yield Fault(f"view {view}: {change}", f"CREATE OR REPLACE VIEW {view}{with_options} AS {changed}", where)
        if options:
            yield Fault(f"view {view}: no barrier", f"ALTER VIEW {view} RESET (security_barrier)", by_rights=True)
            yield Fault(f"view {view}: with the asker's rights", f"ALTER VIEW {view} SET (security_invoker = true)", where)


def _branches(text: str) -> Iterator[tuple[str, str]]:
    parts = _split(text, 0, len(text), "UNION ALL")
    if len(parts) > 1:
        for place in range(len(parts)):
            yield f"branch {place + 1} left out", " UNION ALL ".join(text[at:end] for n, (at, end) in enumerate(parts) if n != place)


def _row_security() -> Iterator[Fault]:
    for table in TABLES:
        yield Fault(f"table {table}: row security off", f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY", looks_at("SELECT", (table,)))
        yield Fault(f"table {table}: not forced", f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY", by_rights=True)


def _grants(connection) -> Iterator[Fault]:
    """Each right that a login does not have, given to it; and each that it has, taken away."""
    for table in TABLES:
        for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"):
            if not connection.execute("SELECT has_table_privilege('amana_web', %s, %s)", [table, right]).fetchone()[0]:
                yield Fault(f"grant {right} on {table}", f"GRANT {right} ON {table} TO amana_web", by_rights=True)
        for right in ("SELECT", "INSERT", "UPDATE"):
            if connection.execute("SELECT has_any_column_privilege('amana_web', %s, %s)", [table, right]).fetchone()[0]:
                yield Fault(f"grant {right} on {table}: taken away", f"REVOKE {right} ON {table} FROM amana_web", looks_at(right, (table,)))
        yield Fault(f"grant SELECT on {table} to PUBLIC", f"GRANT SELECT ON {table} TO PUBLIC", by_rights=True)
        column = "person_id" if connection.execute("SELECT 1 FROM information_schema.columns WHERE table_name = %s AND column_name = 'person_id'", [table]).fetchone() else TABLES[table].key
        yield Fault(f"grant UPDATE ({column}) on {table}", f"GRANT UPDATE ({column}) ON {table} TO amana_web", by_rights=True)
    keeper = connection.execute("SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind IN ('r', 'v') AND c.relnamespace IN"
                                " ('keys'::regnamespace, 'ring'::regnamespace, 'audit'::regnamespace, 'entry'::regnamespace) ORDER BY 1").fetchall()
    for (table,) in keeper:
        for login in ("amana_web", "amana_gate", "amana_mail", "amana_match"):
            yield Fault(f"grant SELECT on {table} to {login}", f"GRANT SELECT ON {table} TO {login}", by_rights=True)
        yield Fault(f"grant INSERT, UPDATE on {table} to amana_web", f"GRANT INSERT, UPDATE ON {table} TO amana_web", by_rights=True)
    yield Fault("grant USAGE on keys to amana_web", "GRANT USAGE ON SCHEMA keys TO amana_web", by_rights=True)
    yield Fault("grant CREATE on public to amana_web", "GRANT CREATE ON SCHEMA public TO amana_web", by_rights=True)


def _triggers(connection) -> Iterator[Fault]:
    rows = connection.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid WHERE NOT tgisinternal AND tgname <> 'zzz_proof'"
                              " AND c.relname !~ '^procrastinate_' ORDER BY 1, 2").fetchall()
    for table, trigger in rows:
        yield Fault(f"trigger {table}.{trigger}: off", f"ALTER TABLE {table} DISABLE TRIGGER {trigger}", looks_at("DEED", (table,)))
        yield Fault(f"trigger {table}.{trigger}: dropped", f"DROP TRIGGER {trigger} ON {table}", by_rights=True)


# Functions of services, and of passwords, that decide by conditions joined with AND.
OF_SERVICES = ("keys.opens", "keys.works_here_alone", "keys.did_lately", "entry.give_password_link", "gate.change_password", "entry.keeps_payment", "entry.payments_in", "entry.programme_counts", "entry.rule_effect", "entry.release_help", "ring.allotted", "ring.application_step", "ring.business_", "ring.judged", "ring.must_run", "ring.papers_of", "ring.rule_", "ring.stamp_entitlement")
_CHECKS = re.compile(r"PERFORM (?:entry|keys|ring)\.(?:refuse|check_\w+)\((?:[^()]|\([^()]*\))*\)|RAISE EXCEPTION [^;]+")


def _functions(connection, web: Web) -> Iterator[Fault]:
    rows = connection.execute("""SELECT p.oid::regprocedure::text, pg_get_functiondef(p.oid), p.prosrc FROM pg_proc p
        WHERE p.pronamespace IN ('entry'::regnamespace, 'gate'::regnamespace, 'keys'::regnamespace, 'ring'::regnamespace, 'audit'::regnamespace, 'post'::regnamespace, 'elsewhere'::regnamespace) ORDER BY 1""").fetchall()
    for function, text, source in rows:
        tables = web.tables(function.partition("(")[0])
        is_wide, everywhere = len(tables) > 20, function.startswith(("entry.actor", "entry.enter", "entry.may"))
        where = looks_at("VIEW SELECT DEED", ("registry_person",)) + looks_at("INSERT", ("registry_phone", "cases_note", "consent_consentscope")) if is_wide else looks_at("DEED INSERT SELECT UPDATE", tables)
        where = looks_at("CIRCLES", ("registry_person",)) + where
        begins = text.index(source[:40])
        if function != "entry.refuse(text)":
            for place, found in enumerate(_CHECKS.finditer(text, begins), 1):
                yield Fault(f"function {function}: check #{place} left out: {found.group()[:60]}", text[:found.start()] + "NULL" + text[found.end():], where, everywhere)
        if function.startswith((*OF_SERVICES, "entry.enter", "entry.may", "entry.is_colleague", "entry.at_arrivals", "ring.in_team", "ring.leave", "ring.worked_on", "entry.left_standing", "ring.is_police", "ring.ground", "entry.closed_file", "ring.to_be_told", "ring.teams_holding", "post.fill", "post.take", "ring.counts_elsewhere", "elsewhere.answer")):
            for place, found in enumerate(re.finditer(r"\bAND (?:(?!\bAND\b|\bORDER\b|;|\n).)+", text[begins:]), 1):
                at, end = begins + found.start(), begins + found.end()
                if text[at:end].count("(") == text[at:end].count(")"):
                    yield Fault(f"function {function}: {found.group()[:70]} #{place} left out", text[:at] + text[end:], where, everywhere)
        yield Fault(f"function {function}: for everybody", f"GRANT EXECUTE ON FUNCTION {function} TO PUBLIC", by_rights=True)
        yield Fault(f"function {function}: looks for names anywhere", f"ALTER FUNCTION {function} RESET search_path", by_rights=True)


def _logins() -> Iterator[Fault]:
    yield Fault("login amana_web: BYPASSRLS", "ALTER ROLE amana_web BYPASSRLS", looks_at("SELECT", ("registry_person",)))
    yield Fault("login amana_web: member of amana_owner", "GRANT amana_owner TO amana_web", by_rights=True)
    yield Fault("login amana_web: member of amana_keeper", "GRANT amana_keeper TO amana_web", by_rights=True)
    yield Fault("login amana_gate: member of amana_keeper", "GRANT amana_keeper TO amana_gate", by_rights=True)
    for role in ("amana_web", "amana_keeper", "amana_reader"):
        yield Fault(f"login amana_mail: member of {role}", f"GRANT {role} TO amana_mail", by_rights=True)
    for role in ("amana_web", "amana_keeper"):
        yield Fault(f"login amana_match: member of {role}", f"GRANT {role} TO amana_match", by_rights=True)
    yield Fault("login amana_reader: BYPASSRLS", "ALTER ROLE amana_reader BYPASSRLS", by_rights=True)
    yield Fault("login amana_keeper: no BYPASSRLS", "ALTER ROLE amana_keeper NOBYPASSRLS", looks_at("CIRCLES SELECT", ("registry_person",)))
    yield Fault("login database: TEMP for all", "DO $$BEGIN EXECUTE format('GRANT TEMP ON DATABASE %I TO PUBLIC', current_database()); END$$", by_rights=True)
    yield Fault("login: new functions for everybody", "ALTER DEFAULT PRIVILEGES FOR ROLE amana_owner GRANT EXECUTE ON FUNCTIONS TO PUBLIC", by_rights=True)
