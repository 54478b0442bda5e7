"""The comparison: each actor's SELECT, blind UPDATE, blind DELETE, INSERTs and moves against the oracle. One connection, savepoints, nothing stays."""
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from uuid import uuid4
from zlib import crc32

import psycopg

from tests.proof.oracle import BY_ROW, FOREVER, HEAD, HEADS, NEVER, ODD, TABLES, Actor, Personal, circles, sights
from tests.proof.world import FACTORS, PERSON, SECTIONS_OF_A_RECORD, Attempt, World, as_json, key

UNDONE = "PR00F"
OPERATIONS = ("CIRCLES", "SELECT", "VIEW", "UPDATE", "DELETE", "MOVE", "INSERT")
ABLE = ("reception", "caseworker", "case_manager", "desk_officer", "every_verb")
LIKE_CASEWORKERS = ("psychosocial_worker", "health_worker")  # but for their sections
REFUSALS = {"42501", "23514"}  # hidden or a named rule; any other refusal would tell something, or shows a badly made attempt


@dataclass(frozen=True)
class Difference:
    actor: str
    operation: str
    table: str
    too_much: frozenset = frozenset()
    missing: frozenset = frozenset()

    def __str__(self) -> str:
        return (f"{self.actor}: {self.operation} {self.table}: {len(self.too_much)} too many {sorted(self.too_much)[:2]},"
                f" {len(self.missing)} missing {sorted(self.missing)[:2]}")


@cache
def _union_of(tables: tuple[str, ...]) -> str:
    return " UNION ALL ".join(f"SELECT '{table}', {TABLES[table].key}::text FROM {table}" for table in tables)


@dataclass
class Comparison:
    """A world on a connection, and what the oracle expects of it, worked out once."""

    connection: psycopg.Connection
    world: World
    is_thorough: bool = True  # otherwise each insert that somebody may is done once, and of those that are refused each actor tries a fifth
    pairs: int = 0
    wanted: dict = field(default_factory=dict)
    somebody: dict = field(default_factory=dict)  # table → attempts that any actor may
    able: dict = field(default_factory=dict)  # table, attempt, share → who may, of those who try all
    statements: dict = field(default_factory=dict)  # tables → what reads their keys
    me: set = field(default_factory=set)  # actors who try all that is tried of a table of which they may anything

    def prepare(self) -> None:
        """The tools of the comparison: a list of touched keys, and one function a table that tries inserts one by one."""
        run = self.connection.execute
        run("SET ROLE amana_migrate; CREATE SCHEMA proof; GRANT USAGE ON SCHEMA proof TO amana_web; CREATE TABLE proof.touched (name text, key text)")
        run("CREATE FUNCTION proof.touch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$BEGIN"
            " INSERT INTO proof.touched VALUES (tg_table_name, to_jsonb(old) ->> tg_argv[0]); RETURN NULL; END$$")
        run("GRANT EXECUTE ON FUNCTION proof.touch() TO amana_owner; GRANT USAGE ON SCHEMA proof TO amana_owner; SET ROLE amana_owner")
        for table, entry in TABLES.items():
            run(f"CREATE TRIGGER zzz_proof AFTER UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION proof.touch('{entry.key}')")
        run("SET ROLE amana_migrate")
        for table, tried in self.world.attempts.items():
            if not tried:
                continue
            names = ", ".join(f'"{name}"' for name in tried[0].columns)
            run(f"""CREATE FUNCTION proof.try_{table}(rows jsonb) RETURNS text[] LANGUAGE plpgsql AS $$#variable_conflict use_column
                DECLARE proof_said text[] := '{{}}'; one jsonb; BEGIN
                FOR one IN SELECT jsonb_array_elements(rows) LOOP
                  BEGIN INSERT INTO public.{table} ({names}) SELECT {names} FROM jsonb_populate_record(NULL::public.{table}, one);
                    RAISE EXCEPTION USING ERRCODE = '{UNDONE}';
                  EXCEPTION WHEN OTHERS THEN proof_said := proof_said || SQLSTATE; END;
                END LOOP; RETURN proof_said; END$$; GRANT EXECUTE ON FUNCTION proof.try_{table}(jsonb) TO amana_web""")
        self._expect()

    def _expect(self) -> None:
        now = self.world.now
        self.me = {"odd every_verb", *(one.name for one in self.world.actors if one.name.startswith("me ") and not one.name.startswith("me elsewhere")
                                       and one.role not in LIKE_CASEWORKERS)}
        for actor in self.world.actors:
            for table, entry in TABLES.items():
                rows = self.world.rows[table]
                if not actor.acts(now):
                    rows = []
                self.wanted[actor.name, "SELECT", table] = frozenset(row.key for row in rows if entry.sees(actor, row, now))
                self.wanted[actor.name, "UPDATE", table] = frozenset(row.key for row in rows if entry.changes(actor, row, now))
                self.wanted[actor.name, "INSERT", table] = frozenset(
                    one.row.key for one in self.world.attempts[table] if entry.may_add(actor, one.row, now))
        self.somebody = {table: frozenset().union(*(self.wanted[actor.name, "INSERT", table] for actor in self.world.actors)) for table in TABLES}

    def differences(self, *, tables=None, operations=OPERATIONS, actors=None) -> Iterator[Difference]:
        """Lazily, so that a fault run may stop at the first. Everything is undone."""
        tables = list(tables or TABLES)
        actors = actors or self.world.actors
        for operation in operations:
            yield from getattr(self, f"_{operation.lower()}")(actors, tables)

    @contextmanager
    def undone(self):
        run = self.connection.execute
        run("SAVEPOINT undone")
        try:
            yield
        finally:
            run("ROLLBACK TO undone; RELEASE undone")

    @contextmanager
    def acting(self, actor: Actor):
        with self.undone():
            self.connection.execute("SET LOCAL ROLE amana_web")
            self.connection.execute("SELECT FROM entry.enter(%s, %s)", [self.world.cookies[actor.name], uuid4()])
            yield

    def _judge(self, actor: Actor, operation: str, table: str, got: frozenset) -> Iterator[Difference]:
        self.pairs += len(self.world.rows[table])
        want = self.wanted.get((actor.name, operation, table), frozenset())
        if got != want:
            yield Difference(actor.name, operation, table, got - want, want - got)

    def _select(self, actors, tables) -> Iterator[Difference]:
        for actor in actors:
            of_actor = tables
            if actor.role in ODD and actor.role != "every_verb":  # where the lacking verb decides what is seen
                of_actor = [table for table in tables if self.wanted[actor.name, "SELECT", table] != self.wanted["odd every_verb", "SELECT", table]]
            with self.acting(actor):
                if not actor.acts(self.world.now):
                    yield from self._sees_nothing(actor, tables)
                    continue
                for table, got in self._answers(of_actor):
                    yield from self._judge(actor, "SELECT", table, got)

    def _sees_nothing(self, actor: Actor, tables) -> Iterator[Difference]:
        self.pairs += sum(len(self.world.rows[table]) for table in tables)
        if got := self._answer(" UNION ALL ".join(f"SELECT '{table} ' || {TABLES[table].key}::text FROM {table}" for table in tables)):
            yield Difference(actor.name, "SELECT", "every table", got)

    def _answers(self, tables: list[str]) -> Iterator[tuple[str, frozenset]]:
        """By table; in one statement as long as nothing is refused: planning and the way to the database are most of the time."""
        by_table: dict[str, list[str]] = {table: [] for table in tables}
        try:
            with self.connection.transaction():
                for table, row_key in self.connection.execute(f"EXECUTE {self._prepared(tuple(tables))}").fetchall() if tables else ():
                    by_table[table].append(row_key)
        except psycopg.Error:
            yield from ((table, self._answer(f"SELECT {TABLES[table].key}::text FROM {table}")) for table in tables)
        else:
            yield from ((table, frozenset(keys)) for table, keys in by_table.items())

    def _prepared(self, tables: tuple[str, ...]) -> str:
        """Planned once for all actors: what was prepared outlives a rollback."""
        if tables not in self.statements:
            self.statements[tables] = name = f"keys_{len(self.statements)}"
            self.connection.execute(f"PREPARE {name} AS {_union_of(tables)}")
        return self.statements[tables]

    def _answer(self, sql: str) -> frozenset:
        """Keys, or the refusal as a key that the oracle never expects."""
        try:
            with self.connection.transaction():
                return frozenset(row[0] for row in self.connection.execute(sql).fetchall())
        except psycopg.Error as error:
            return frozenset({f"refused {error.sqlstate}"})

    def _circles(self, actors, tables) -> Iterator[Difference]:
        """What the facts say by the views of the packages, and what they say by §6.3: every column of every circle that still stands or is to come."""
        if "registry_person" not in tables:
            return
        columns = ("person, case_id, organisation, team, staff, basis, basis_id, sections, writes, needs, agreement, protected, greatest(opens_at, %s), least(closes_at, %s),"
                   " listed_at")  # infinity is no moment in Python
        with self.undone():
            self.connection.execute("RESET ROLE; SET LOCAL timezone = 'UTC'; SET ROLE amana_keeper")
            got = frozenset(self.connection.execute(
                f"SELECT {columns} FROM ring.should WHERE closes_at > %s", [NEVER, FOREVER, self.world.now]).fetchall())
        want = frozenset(
            (record.key, one.case, one.organisation, one.team, one.staff, one.basis, one.basis_id, one.sections, one.writes, one.needs,
             one.agreement.key if one.agreement else None, one.is_protected, one.opens_at, one.closes_at, one.listed_at)
            for record in self.world.records.values() for one in circles(record) if one.closes_at > self.world.now)
        self.pairs += len(want)
        if got != want:
            yield Difference("nobody", "CIRCLES", "ring.should", frozenset(map(str, got - want)), frozenset(map(str, want - got)))

    def _view(self, actors, tables) -> Iterator[Difference]:
        if "registry_person" not in tables:
            return
        columns = "SELECT person_id, basis_id, case_id, basis, team_id, staff_id, needs, own, near, edit, sections, writable, listed_at FROM "
        for actor in actors:
            with self.acting(actor):
                found = {view: self.connection.execute(columns + view).fetchall() for view in ("access_my_circle", "access_my_circle_latest_first", "access_my_circle_oldest_first")}
                yield from self._tokens(actor)
                yield from self._account(actor)
            want = frozenset(self._circles_of(actor))
            self.pairs += len(self.world.records)
            for view, sign in (("access_my_circle", 0), ("access_my_circle_latest_first", -1), ("access_my_circle_oldest_first", 1)):
                rows = found[view]
                places = [(row[-1], row[0]) for row in rows]
                in_order = not sign or places == sorted(places)[::sign]
                if (got := frozenset(rows)) != want or not in_order:
                    yield Difference(actor.name, "SELECT", view, frozenset(map(str, got - want)) | (frozenset() if in_order else {"out of order"}),
                                     frozenset(map(str, want - got)))

    def _tokens(self, actor: Actor) -> Iterator[Difference]:
        got = frozenset(row[0] for row in self.connection.execute("SELECT id::text FROM access_token"))
        want = frozenset(str(key("token", one.key)) for one in self.world.actors if one.session != "none" and (
            one.staff == actor.staff or (one.organisation == actor.organisation and actor.may("staff")))) if actor.acts(self.world.now) else frozenset()
        if got != want:
            yield Difference(actor.name, "SELECT", "access_token", got - want, want - got)

    def _account(self, actor: Actor) -> Iterator[Difference]:
        run, acts = self.connection.execute, actor.acts(self.world.now)
        here = {one.staff for one in self.world.actors if one.organisation == actor.organisation and one.ended_at is None and actor.may("staff")}
        own = {(str(key("factor", who)), PERSON[who] == actor.staff) for who in FACTORS if acts and (PERSON[who] == actor.staff or PERSON[who] in here)}
        open_ones = {(sha256(sha256(self.world.cookies[one.name].encode()).digest()).hexdigest(), one.key == actor.key)
                     for one in self.world.actors if acts and one.staff == actor.staff and one.session == "open"}
        for view, columns, want in (("access_factor", "id::text, name <> ''", own), ("access_own_session", "id, is_present", open_ones)):
            if (got := frozenset(run(f"SELECT {columns} FROM {view}").fetchall())) != want:
                yield Difference(actor.name, "SELECT", view, frozenset(map(str, got - want)), frozenset(map(str, want - got)))

    def _circles_of(self, actor: Actor):
        """§6.2 by circle, as SECURITY.md §11 "Shape" lists the view's columns. A circle sorts by what opened the record last."""
        for record in self.world.records.values():
            for case in (None, *(one.key for one in record.cases)):
                for sight in sights(actor, record, case, self.world.now):
                    circle = sight.circle
                    yield (record.key, circle.basis_id, circle.case, circle.basis, circle.team, circle.staff, circle.needs, circle.basis in HEADS, sight.near,
                           circle.writes != 0 and sight.near, sight.sections, sight.writes, circle.listed_at)

    def _touched(self, table: str, sql: str) -> frozenset:
        run = self.connection.execute
        run("SAVEPOINT touching")
        try:
            run(sql)
            answer = run(f"SET LOCAL ROLE amana_migrate; SELECT key FROM proof.touched WHERE name = '{table}'")
            answer.nextset()
            return frozenset(row[0] for row in answer.fetchall())
        except psycopg.Error as error:
            if error.sqlstate in REFUSALS:
                return frozenset()
            raise
        finally:
            run("ROLLBACK TO touching; RELEASE touching")

    def _update(self, actors, tables) -> Iterator[Difference]:
        yield from self._blind(actors, tables, "UPDATE", lambda table: f"UPDATE {table} SET {TABLES[table].blind}")

    def _delete(self, actors, tables) -> Iterator[Difference]:
        yield from self._blind(self._one_of_each_kind(actors), tables, "DELETE", lambda table: f"DELETE FROM {table}")

    def _move(self, actors, tables) -> Iterator[Difference]:
        """Rows moved to another record or organisation by their keys."""
        def moved(table: str) -> str:
            personal = isinstance(TABLES[table], Personal)
            column = "person_id" if personal and table not in ("registry_person", "elsewhere_reply") else "organisation_id" if table in (
                "registry_person", "elsewhere_reply", "organisations_team", "access_membership", "access_invitation") else TABLES[table].key
            return f"UPDATE {table} SET {column} = NULL"
        yield from self._blind(self._one_of_each_kind(actors), tables, "MOVE", moved)

    def _one_of_each_kind(self, actors) -> list[Actor]:
        """Where only a grant decides, and so nobody may: each role once, and nobody."""
        return [one for one in actors if one.name.startswith(("me ", "suspended")) and not one.name.startswith("me elsewhere")]

    def _blind(self, actors, tables, operation: str, statement) -> Iterator[Difference]:
        with self.undone():
            self.connection.execute("SET ROLE amana_owner")
            for table in tables:  # what triggers do with a change is for deeds; here it would only take long
                self.connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER; ALTER TABLE {table} ENABLE TRIGGER zzz_proof")
            self.connection.execute("SET ROLE amana_migrate")
            yield from self._blindly(actors, tables, operation, statement)

    def _blindly(self, actors, tables, operation: str, statement) -> Iterator[Difference]:
        for actor in actors:
            if not actor.acts(self.world.now) and actor.role not in ("supervisor", "organisation_administrator"):
                continue  # nobody is nobody, whatever the role: seen by SELECT
            of_actor = tables
            if actor.role in ODD and actor.role != "every_verb":
                of_actor = [table for table in tables if not isinstance(TABLES[table], Personal)  # there one of two verbs may be enough
                            or self.wanted.get((actor.name, operation, table)) != self.wanted.get(("odd every_verb", operation, table))]
            with self.acting(actor):
                for table in of_actor:
                    yield from self._judge(actor, operation, table, self._touched(table, statement(table)))

    def _insert(self, actors, tables) -> Iterator[Difference]:
        """First, for all, what somebody may: there most faults are noticed. Then the rest."""
        for is_close in (True, False):
            yield from self._tried(actors, tables, bare=False, is_close=is_close)
            with self.undone():
                self.connection.execute("SET ROLE amana_migrate")
                for table in SECTIONS_OF_A_RECORD:
                    if table in tables:
                        self.connection.execute(f"DELETE FROM {table}")
                yield from self._tried(actors, tables, bare=True, is_close=is_close)

    def _tried(self, actors, tables, *, bare: bool, is_close: bool) -> Iterator[Difference]:
        for table in tables:
            tried = [one for one in self.world.attempts[table] if one.only_bare == bare and (one.row.key in self.somebody[table]) == is_close]
            for actor in actors if tried else ():
                if actor.acts(self.world.now) or actor.role in ("supervisor", "organisation_administrator"):
                    if share := self._thinned(actor, self._share(actor, tried, is_close=is_close), tried, is_close=is_close):
                        yield from self._try(actor, table, share)

    def _thinned(self, actor: Actor, share: list[Attempt], tried: list[Attempt], *, is_close: bool) -> list[Attempt]:
        if self.is_thorough or not share:
            return share
        may, offset = self.wanted[actor.name, "INSERT", share[0].row.table], crc32(actor.name.encode())
        return [one for n, one in enumerate(share) if (self._is_first(actor, one, tried, is_close=is_close) if one.row.key in may else (n + offset) % 5 == 0)]

    def _share(self, actor: Actor, tried: list[Attempt], *, is_close: bool) -> list[Attempt]:
        """All of a table for the actors named `me` who may any of it; the others more sparsely; of odd roles what their lacking verb decides.

        What nobody may is for those who could otherwise do most: there a state or a constraint forbids it.
        """
        table = tried[0].row.table
        may = self.wanted[actor.name, "INSERT", table]
        if actor.role in ODD and actor.role != "every_verb":
            lacking = self.wanted["odd every_verb", "INSERT", table] - may
            return [one for one in tried if one.row.key in lacking][:100] + [one for one in tried if one.row.key in may][len(actor.name) % 3::3][:3]
        if len(tried) < 10 or self._tries_all(actor, tried, is_close=is_close):
            # What one may do settles circles and takes longest: each of it is done by two or three of those who may.
            return [one for one in tried if one.row.key not in may or self._has_a_turn(actor, one, tried, is_close=is_close)]
        is_me = may and actor.name in self.me
        step = 6 if is_me else (8 if is_close else 60) * (1 if actor.acts(self.world.now) else 4)
        own = [one for one in tried if one.row.key in may]
        left = [one for one in own if self._may_alone(actor, one, tried, is_close=is_close)]
        return list({id(one): one for one in (*own[:1], *own[-1:], *left, *tried[len(actor.name) % step::step])}.values())

    def _tries_all(self, actor: Actor, tried: list[Attempt], *, is_close: bool) -> bool:
        return (actor.name in self.me and (is_close or len(tried) < 40 or actor.role in ABLE) and bool(self.wanted[actor.name, "INSERT", tried[0].row.table]))

    def _has_a_turn(self, actor: Actor, one: Attempt, tried: list[Attempt], *, is_close: bool) -> bool:
        able = self._able(one, tried, is_close=is_close)
        return actor.name not in able or (able.index(actor.name) + crc32(one.row.key.encode())) % max(1, len(able) // 2) == 0

    def _is_first(self, actor: Actor, one: Attempt, tried: list[Attempt], *, is_close: bool) -> bool:
        """Of those who have a turn, or who may it although nobody tries all."""
        if able := self._able(one, tried, is_close=is_close):
            return actor.name == able[-crc32(one.row.key.encode()) % max(1, len(able) // 2)]
        return self._may_alone(actor, one, tried, is_close=is_close)

    def _may_alone(self, actor: Actor, one: Attempt, tried: list[Attempt], *, is_close: bool) -> bool:
        """Nobody who tries all may this; of the others the first does."""
        if self._able(one, tried, is_close=is_close):
            return False
        return actor.name == next(other.name for other in self.world.actors if one.row.key in self.wanted[other.name, "INSERT", one.row.table])

    def _able(self, one: Attempt, tried: list[Attempt], *, is_close: bool) -> list[str]:
        of = (one.row.table, one.row.key, is_close)
        if of not in self.able:
            self.able[of] = [other.name for other in self.world.actors
                             if one.row.key in self.wanted[other.name, "INSERT", one.row.table] and self._tries_all(other, tried, is_close=is_close)]
        return self.able[of]

    def _try(self, actor: Actor, table: str, tried: list[Attempt]) -> Iterator[Difference]:
        with self.acting(actor):
            answers = self.connection.execute(f"SELECT proof.try_{table}(%s)", [as_json([one.columns for one in tried])]).fetchone()[0]
        self.pairs += len(tried)
        want = self.wanted[actor.name, "INSERT", table] & {one.row.key for one in tried}
        got = frozenset(one.row.key for one, answer in zip(tried, answers, strict=True) if answer == UNDONE)
        odd = {f"{one.row.key}: {answer}" for one, answer in zip(tried, answers, strict=True) if answer not in REFUSALS | {UNDONE}}
        if got != want or odd:
            yield Difference(actor.name, "INSERT", table, got - want | odd, want - got)


def one_sided(comparison: Comparison) -> Iterator[tuple[str, str, object]]:
    """Operations on a table's section that nobody may, or all: without it a proof with 0 differences may have shown nothing (SECURITY.md §7)."""
    rows = {"SELECT": comparison.world.rows, "UPDATE": comparison.world.rows,
            "INSERT": {table: [one.row for one in tried] for table, tried in comparison.world.attempts.items()}}
    for operation, of_table in rows.items():
        for table, entry in TABLES.items():
            for section in _sections(entry, of_table[table]):
                keys = {row.key for row in of_table[table] if section in (row.section, _section_of(entry))}
                wanted = [comparison.wanted[actor.name, operation, table] & keys for actor in comparison.world.actors]
                if (operation == "SELECT" or _may_anybody(entry, operation)) and not (any(wanted) and any(want != keys for want in wanted)):
                    yield operation, table, section


def _sections(entry, rows):
    return {row.section for row in rows} if _section_of(entry) is BY_ROW else {_section_of(entry)}


def _section_of(entry):
    return entry.section if isinstance(entry, Personal) else HEAD


def _may_anybody(entry, operation: str) -> bool:
    if isinstance(entry, Personal):
        return entry.changed if operation == "UPDATE" else entry.verb is not None or entry.adds is not None
    return (entry.adds if operation == "INSERT" else entry.alters) is not None
