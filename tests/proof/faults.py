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
    """`tables`: where to look first; `rebuilds`: circles must be derived anew before it can be seen."""

    name: str
    sql: str
    tables: tuple[str, ...] = ()
    rebuilds: bool = False


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
    made = [*_policies(connection), *_views(connection), *_row_security(), *_grants(connection), *_triggers(connection), *_functions(connection), *_logins(connection)]
    return list({fault.name: fault for fault in made}.values())


def _policies(connection) -> Iterator[Fault]:
    rows = connection.execute("SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies WHERE schemaname = 'public' ORDER BY 1, 2").fetchall()
    for table, policy, command, using, check in rows:
        on, name = f"ON public.{table}", f"policy {table}.{policy}"
        extra = "WITH CHECK (true)" if command == "INSERT" else "USING (true)"
        yield Fault(f"{name}: dropped", f"DROP POLICY {policy} {on}", (table,))
        yield Fault(f"{name}: another beside it lets all", f"CREATE POLICY another {on} FOR {command} TO amana_web {extra}", (table,))
        if command == "SELECT":
            yield Fault(f"{name}: for all commands", f"DROP POLICY {policy} {on}; CREATE POLICY {policy} {on} TO amana_web USING ({using})", (table,))
        yield Fault(f"{name}: for everybody's logins", f"ALTER POLICY {policy} {on} TO PUBLIC", (table,))
        for what, text in (("USING", using), ("WITH CHECK", check)):
            if text:
                yield Fault(f"{name}: {what} true", f"ALTER POLICY {policy} {on} {what} (true)", (table,))
                for change, changed in variants(text):
                    yield Fault(f"{name}: {what} {change}", f"ALTER POLICY {policy} {on} {what} ({changed})", (table,))


def _views(connection) -> Iterator[Fault]:
    rows = connection.execute("""SELECT c.oid::regclass::text, pg_get_viewdef(c.oid), c.reloptions FROM pg_class c
        WHERE c.relkind = 'v' AND (c.oid = 'access_my_circle'::regclass OR c.relnamespace = 'ring'::regnamespace) ORDER BY 1""").fetchall()
    for view, text, options in rows:
        text = text.rstrip("; \n")
        with_options = " WITH (security_barrier)" if options else ""
        tables = ("registry_person", "registry_identity", "cases_case", "cases_note") if view == "access_my_circle" else ()
        for change, changed in (*variants(text), *_branches(text)):
            yield Fault(f"view {view}: {change}", f"CREATE OR REPLACE VIEW {view}{with_options} AS {changed}", tables, rebuilds=view.startswith("ring."))
        if options:
            yield Fault(f"view {view}: no barrier", f"ALTER VIEW {view} RESET (security_barrier)")
            yield Fault(f"view {view}: with the asker's rights", f"ALTER VIEW {view} SET (security_invoker = true)", tables)


def _branches(text: str) -> Iterator[tuple[str, str]]:
    parts = _split(text, 0, len(text), "UNION ALL")
    if len(parts) > 1:
        for place in range(len(parts)):
            yield f"branch {place + 1} left out", " UNION ALL ".join(text[at:end] for n, (at, end) in enumerate(parts) if n != place)


def _row_security() -> Iterator[Fault]:
    for table in TABLES:
        yield Fault(f"table {table}: row security off", f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY", (table,))
        yield Fault(f"table {table}: not forced", f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY", (table,))


def _grants(connection) -> Iterator[Fault]:
    for table in TABLES:
        for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"):
            if not connection.execute("SELECT has_table_privilege('amana_web', %s, %s)", [table, right]).fetchone()[0]:
                yield Fault(f"grant {right} on {table}", f"GRANT {right} ON {table} TO amana_web", (table,))
        yield Fault(f"grant SELECT on {table} to PUBLIC", f"GRANT SELECT ON {table} TO PUBLIC")
        column = "person_id" if connection.execute("SELECT 1 FROM information_schema.columns WHERE table_name = %s AND column_name = 'person_id'", [table]).fetchone() else TABLES[table].key
        yield Fault(f"grant UPDATE ({column}) on {table}", f"GRANT UPDATE ({column}) ON {table} TO amana_web")
    keeper = connection.execute("SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind IN ('r', 'v') AND c.relnamespace IN"
                                " ('keys'::regnamespace, 'ring'::regnamespace, 'audit'::regnamespace, 'entry'::regnamespace) ORDER BY 1").fetchall()
    for (table,) in keeper:
        for login in ("amana_web", "amana_gate"):
            yield Fault(f"grant SELECT on {table} to {login}", f"GRANT SELECT ON {table} TO {login}")
        yield Fault(f"grant INSERT, UPDATE on {table} to amana_web", f"GRANT INSERT, UPDATE ON {table} TO amana_web")
    yield Fault("grant USAGE on keys to amana_web", "GRANT USAGE ON SCHEMA keys TO amana_web")
    yield Fault("grant CREATE on public to amana_web", "GRANT CREATE ON SCHEMA public TO amana_web")


def _triggers(connection) -> Iterator[Fault]:
    rows = connection.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid WHERE NOT tgisinternal AND tgname <> 'zzz_proof'"
                              " AND c.relname !~ '^procrastinate_' ORDER BY 1, 2").fetchall()
    for table, trigger in rows:
        yield Fault(f"trigger {table}.{trigger}: off", f"ALTER TABLE {table} DISABLE TRIGGER {trigger}", (table,), rebuilds=True)
        yield Fault(f"trigger {table}.{trigger}: dropped", f"DROP TRIGGER {trigger} ON {table}", (table,), rebuilds=True)


_CHECKS = re.compile(r"PERFORM (?:entry|keys|ring)\.(?:refuse|check_\w+)\((?:[^()]|\([^()]*\))*\)|RAISE EXCEPTION [^;]+")


def _functions(connection) -> Iterator[Fault]:
    rows = connection.execute("""SELECT p.oid::regprocedure::text, pg_get_functiondef(p.oid), p.prosrc FROM pg_proc p
        WHERE p.pronamespace IN ('entry'::regnamespace, 'gate'::regnamespace, 'keys'::regnamespace, 'ring'::regnamespace, 'audit'::regnamespace) ORDER BY 1""").fetchall()
    for function, text, source in rows:
        begins = text.index(source[:40])
        if function != "entry.refuse(text)":
            for place, found in enumerate(_CHECKS.finditer(text, begins), 1):
                yield Fault(f"function {function}: check #{place} left out: {found.group()[:60]}", text[:found.start()] + "NULL" + text[found.end():])
        if function.startswith(("entry.enter", "entry.may", "entry.is_colleague", "ring.in_team", "entry.closed_file")):
            for place, found in enumerate(re.finditer(r"\bAND (?:(?!\bAND\b|\bORDER\b|;|\n).)+", text[begins:]), 1):
                at, end = begins + found.start(), begins + found.end()
                if text[at:end].count("(") == text[at:end].count(")"):
                    yield Fault(f"function {function}: {found.group()[:70]} #{place} left out", text[:at] + text[end:], ("registry_person", "access_membership"))
        yield Fault(f"function {function}: for everybody", f"GRANT EXECUTE ON FUNCTION {function} TO PUBLIC")
        yield Fault(f"function {function}: looks for names anywhere", f"ALTER FUNCTION {function} RESET search_path")


def _logins(connection) -> Iterator[Fault]:
    first = ("registry_person", "registry_identity")
    yield Fault("login amana_web: BYPASSRLS", "ALTER ROLE amana_web BYPASSRLS", first)
    yield Fault("login amana_web: member of amana_owner", "GRANT amana_owner TO amana_web", first)
    yield Fault("login amana_web: member of amana_keeper", "GRANT amana_keeper TO amana_web", first)
    yield Fault("login amana_gate: member of amana_keeper", "GRANT amana_keeper TO amana_gate")
    yield Fault("login amana_keeper: no BYPASSRLS", "ALTER ROLE amana_keeper NOBYPASSRLS", first, rebuilds=True)
    yield Fault("database: TEMP for all", "DO $$BEGIN EXECUTE format('GRANT TEMP ON DATABASE %I TO PUBLIC', current_database()); END$$")
    yield Fault("new functions for everybody", "ALTER DEFAULT PRIVILEGES FOR ROLE amana_owner GRANT EXECUTE ON FUNCTIONS TO PUBLIC")
