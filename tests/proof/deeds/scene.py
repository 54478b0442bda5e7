"""The frame of a deed: it is undone, and yields what differs."""
from collections.abc import Callable, Iterator
from uuid import uuid4

import psycopg

from tests.proof.comparing import Comparison, Difference
from tests.proof.world import columns, key

DEEDS: list[Callable] = []


def deed(function: Callable) -> Callable:
    DEEDS.append(function)
    return function


def differences(comparison: Comparison, tables: tuple[str, ...] = ()) -> Iterator[Difference]:
    """Deeds whose outcome is not what it should be, those of the tables' packages first."""
    packages = {table.partition("_")[0] for table in tables}
    for one in sorted(DEEDS, key=lambda one: one.__module__.rpartition(".")[2] not in packages):
        with comparison.undone():
            for what, got, want in one(Scene(comparison)):
                if got != want:
                    yield Difference(one.__name__, "DEED", what, frozenset({str(got)}), frozenset({str(want)}))


class Scene:
    """Short names for what deeds do: `by` a named actor, then `one` value, or the `refusal` of a statement."""

    def __init__(self, comparison: Comparison):
        self.comparison, self.world, self.run = comparison, comparison.world, comparison.connection.execute
        self.now = comparison.world.now

    def by(self, actor: str, login: str = "amana_web") -> None:
        self.run(f"SET LOCAL ROLE {login}")
        if login == "amana_web":
            self.run("SELECT FROM entry.enter(%s, %s)", [self.world.cookies[actor], uuid4()])

    def keeper(self) -> None:
        self.run("SET LOCAL ROLE amana_migrate")

    def one(self, sql: str, *values):
        row = self.run(sql, values or None).fetchone()
        return row[0] if row and len(row) == 1 else row

    def refusal(self, sql: str, *values) -> str:
        try:
            with self.comparison.connection.transaction():
                self.run(sql, values or None)
                raise psycopg.Rollback
        except psycopg.Error as error:
            return error.diag.constraint_name or error.sqlstate
        return "done"

    def insert(self, table: str, **values) -> None:
        self.run(*self._insertion(table, values))

    def refused(self, table: str, **values) -> str:
        """The refusal of an insert that lacks nothing."""
        statement, given = self._insertion(table, values)
        return self.refusal(statement, *given)

    def _insertion(self, table: str, values: dict) -> tuple[str, list]:
        row = {f'"{name}"': value for name, value in columns(table, **values).items() if value is not None}
        return f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(['%s'] * len(row))})", list(row.values())

    def person(self, name: str):
        return self.world.records[name].key


def member(name: str):
    return key("membership", name)
