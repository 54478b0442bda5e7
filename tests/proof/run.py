"""The proof against itself: `python -m tests.proof.run`. Faults are seeded one at a time on an own clone; each must be noticed.

AMANA_PROOF_SECONDS: the share of time for faults (all of them without it); AMANA_PROOF_SEED: the order; AMANA_PROOF_ONLY: a part of their
names; AMANA_PROOF_TELL: each answer. Exit 1 on a difference, and on a fault that nobody noticed and of which equal.txt does not say why.
"""
import os
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import psycopg

EQUAL = Path(__file__).with_name("equal.txt")


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from amana.ground.rows import acting
    from tests import conftest
    from tests.proof import database
    from tests.proof.clones import committed
    acting._login = conftest._as_the_programs_login
    wrong: list[str] = []
    if not os.environ.get("AMANA_PROOF_ONLY"):
        _tell_doors()
        wrong += _scripts()
    with committed("proof") as name, database.compared("amana_admin", name) as comparison:
        wrong += [*([] if os.environ.get("AMANA_PROOF_ONLY") else _differences(comparison)), *_faults(comparison)]
    for one in wrong[:40]:
        print("wrong:", one)
    return 1 if wrong else 0


@contextmanager
def _timed(tells: list[str]):
    begun = time.monotonic()
    yield
    print(f"{', '.join(tells)}, {time.monotonic() - begun:.0f} s", flush=True)


def _tell_doors() -> None:
    """The doors are walked by test_routes.py: in every `make test`, and with every role at every door in `make proof`."""
    from tests.proof import routes
    table, roles = routes.written(), len(routes.ROLES) + 1
    print(f"doors {len(table)}, roles {roles}, {len(table) * roles} verdicts in the table", flush=True)


def _scripts() -> Iterator[str]:
    from tests.proof import intruder
    steps = intruder.steps()
    with _timed([f"attack scripts {len({step.script for step in steps})}, steps {len(steps)}"]), intruder.scene() as scene:
        for step in steps:
            if learned := intruder.judge(scene, step):
                yield f"{step.script}: {learned}"


def _differences(comparison) -> Iterator[str]:
    from tests.proof.comparing import one_sided
    told: list[str] = []
    with _timed(told):
        found = [*comparison.differences(), *_deeds(comparison)]
        told += [f"combinations {comparison.world.combinations()}", f"pairs checked {comparison.pairs}", f"differences {len(found)}"]
    yield from map(str, found)
    yield from (f"{operation} of {table}, section {section}: nobody may it, or all" for operation, table, section in one_sided(comparison))


def _faults(comparison) -> Iterator[str]:
    from tests.proof import faults
    told: list[str] = []
    with _timed(told):
        seeded = faults.all_faults(comparison.connection)
        counts, missed = _seed_all(comparison, _chosen(seeded))
        told += [f"faults {len(seeded)}, seeded {sum(counts.values())}", *(f"{what} {number}" for what, number in sorted(counts.items()))]
    yield from (f"nobody noticed {one}" for one in missed)


def _seconds() -> float | None:
    return float(os.environ["AMANA_PROOF_SECONDS"]) if os.environ.get("AMANA_PROOF_SECONDS") else None


def _chosen(seeded: list) -> list:
    """In the seed's order, the kinds by turns: a short run meets each of them."""
    only, by_kind = os.environ.get("AMANA_PROOF_ONLY", ""), defaultdict(list)
    for one in seeded:
        if only in one.name:
            by_kind[one.kind].append(one)
    chance = random.Random(int(os.environ.get("AMANA_PROOF_SEED", "1")))
    for kind in by_kind.values():
        chance.shuffle(kind)
    turns = [(place / len(kind) if len(kind) < 20 else place, one) for kind in by_kind.values() for place, one in enumerate(kind)]
    return [one for _turn, one in sorted(turns, key=lambda turn: turn[0])]


def _seed_all(comparison, chosen: list) -> tuple[Counter, list[str]]:
    from tests.proof import grants
    equal, snapshot = written_equal(), grants.lines(comparison.connection)
    counts, missed, ends = Counter(), [], time.monotonic() + (_seconds() or float("inf"))
    for one in chosen:
        if time.monotonic() > ends:
            break
        begun = time.monotonic()
        answer = _noticed(comparison, one, snapshot, is_equal=equal(one.name))
        if answer == "missed":
            missed.append(one.name)
        counts[answer] += 1
        if os.environ.get("AMANA_PROOF_TELL") or answer == "missed":
            print(f"{answer}: {one.name} ({time.monotonic() - begun:.1f} s)", flush=True)
    return counts, missed


def _noticed(comparison, fault, snapshot: list[str], *, is_equal: bool) -> str:
    """How the fault was noticed: by what somebody could do, or by the snapshot of rights; `missed`; or `not valid` as SQL."""
    run = comparison.connection.execute
    with comparison.undone():
        try:
            with comparison.connection.transaction():
                run("RESET ROLE")
                run("SET LOCAL check_function_bodies = on")
                run(fault.sql.encode())
        except psycopg.Error:
            return "not valid"
        try:
            if fault.by_rights and _other_rights(comparison, snapshot):
                return "caught by the snapshot"
            if _any(_near(comparison, fault)):
                return "caught by behaviour"
            if _other_rights(comparison, snapshot):
                return "caught by the snapshot"
            if is_equal:
                return "equal"
            return "caught by behaviour" if fault.everywhere and _any(comparison.differences()) else "missed"
        except psycopg.Error:
            return "caught by an error"


def _other_rights(comparison, snapshot: list[str]) -> bool:
    from tests.proof import grants
    comparison.connection.execute("RESET ROLE")
    return grants.lines(comparison.connection) != snapshot


def _near(comparison, fault):
    """Where the fault can be noticed, and what triggers and definers do."""
    for operation, tables in fault.looks:
        if operation == "DEED":
            yield from _deeds(comparison, tables)
        else:
            yield from comparison.differences(tables=[table for table in tables if table in comparison.world.rows], operations=(operation,))


def _any(found) -> bool:
    return next(iter(found), None) is not None


def _deeds(comparison, tables: tuple[str, ...] = ()):
    from tests.proof import deeds
    return deeds.differences(comparison, tables)


def written_equal() -> Callable[[str], bool]:
    """Whether a fault stands in equal.txt as one that changes nothing: `name => why` a line; `*` stands for anything."""
    names = [line.split(" => ", 1)[0] for line in EQUAL.read_text().splitlines() if line and not line.startswith("#")]
    known = re.compile("|".join(".*".join(map(re.escape, name.split("*"))) for name in names), re.DOTALL)
    return lambda name: known.fullmatch(name) is not None


if __name__ == "__main__":
    sys.exit(main())
