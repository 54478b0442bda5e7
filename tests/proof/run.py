"""The proof against itself: `python -m tests.proof.run`. Faults are seeded one at a time on an own clone; each must be noticed.

AMANA_PROOF_SECONDS: the share of time (all faults without it); AMANA_PROOF_SEED: their order. Exit 1 on a difference, and on a fault that
nobody noticed; with AMANA_PROOF_MISSED=told such a fault is only printed (while the oracle still lacks tables: oracle.WAITING).
"""
import os
import random
import sys
import time
from collections import Counter
from pathlib import Path

import django
import psycopg

EQUAL = Path(__file__).with_name("equal.txt")


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from tests.proof import database
    from tests.proof.clones import committed
    with committed("proof") as name, database.compared("amana_admin", name) as comparison:
        return _report(comparison)


def _report(comparison) -> int:
    from tests.proof import faults
    begun = time.monotonic()
    found = [*comparison.differences(), *_deeds(comparison)]
    print(f"combinations {comparison.world.combinations()}, pairs checked {comparison.pairs}, differences {len(found)}, {time.monotonic() - begun:.0f} s", flush=True)
    for one in found[:20]:
        print("  ", one)
    seeded = faults.all_faults(comparison.connection)
    chosen = _chosen(seeded)
    counts, missed = _seed_all(comparison, chosen)
    told = ", ".join(f"{what} {number}" for what, number in sorted(counts.items()))
    print(f"faults {len(seeded)}, seeded {sum(counts.values())}: {told}, {time.monotonic() - begun:.0f} s")
    for one in missed:
        print("missed:", one)
    is_only_told = os.environ.get("AMANA_PROOF_MISSED") == "told"
    return 1 if found or (missed and not is_only_told) else 0


def _chosen(seeded: list) -> list:
    only = os.environ.get("AMANA_PROOF_ONLY", "")
    chosen = [one for one in seeded if only in one.name]
    random.Random(int(os.environ.get("AMANA_PROOF_SEED", "1"))).shuffle(chosen)
    return chosen


def _seed_all(comparison, chosen: list) -> tuple[Counter, list[str]]:
    from tests.proof import grants
    ends = time.monotonic() + float(os.environ.get("AMANA_PROOF_SECONDS", "inf"))
    equal, snapshot = written_equal(), grants.lines(comparison.connection)
    counts, missed = Counter(), []
    for one in chosen:
        if time.monotonic() > ends:
            counts["not reached"] = 0
            break
        answer = _noticed(comparison, one, snapshot)
        if answer == "missed":
            answer = "equal" if one.name in equal else "missed"
        if answer == "missed":
            missed.append(one.name)
            print("missed:", one.name, flush=True)
        counts[answer] += 1
        if os.environ.get("AMANA_PROOF_TELL"):
            print(f"{answer}: {one.name}", flush=True)
    return counts, missed


def _noticed(comparison, fault, snapshot: list[str]) -> str:
    """How the fault was noticed: by what somebody could do, else by the snapshot of rights; `missed`; or `not valid` as SQL."""
    from tests.proof import grants
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
            if fault.rebuilds:
                run("RESET ROLE; SET ROLE amana_keeper; SELECT ring.rebuild(); SET ROLE amana_migrate")
            if _any(_near(comparison, fault)):
                return "caught by behaviour"
            run("RESET ROLE")
            if grants.lines(comparison.connection) != snapshot:
                return "caught by the snapshot"
            return "caught by behaviour" if _any(comparison.differences()) else "missed"
        except psycopg.Error:
            return "caught by an error"


def _near(comparison, fault):
    """Where the fault is, and what triggers and definers do; everywhere is asked last, for it takes long."""
    if tables := [table for table in fault.tables if table in comparison.world.rows]:
        yield from comparison.differences(tables=tables)
    yield from _deeds(comparison)


def _any(found) -> bool:
    return next(iter(found), None) is not None


def _deeds(comparison):
    from tests.proof import deeds
    return deeds.differences(comparison)


def written_equal() -> dict[str, str]:
    """Faults that change nothing, and why: `name => why` a line."""
    lines = [line for line in EQUAL.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split(" => ", 1) for line in lines)


if __name__ == "__main__":
    sys.exit(main())
