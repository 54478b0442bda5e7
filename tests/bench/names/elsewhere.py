"""How often "likely known elsewhere" is right: `python -m tests.bench.names.elsewhere DATA`, where DATA holds pairs and a register that generate.py made.

One of each pair stands in one organisation, the other in another, and 1,000 strangers of the register ask a third that has the rest of it. Needs the tests' database.
"""

import json
import os
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import django
import psycopg

STRANGERS = 1_000
NATIONS = {"EG": "EGY", "SD": "SDN", "SS": "SSD", "SY": "SYR", "ER": "ERI", "ET": "ETH", "SO": "SOM", "IQ": "IRQ", "YE": "YEM", "LY": "LBY"}


def stored(connection: psycopg.Connection, organisation: UUID, records: list[dict[str, Any]]) -> list[UUID]:
    """People of the organisation, with all that the database makes of them."""
    from amana.lib.names.matching import words_of
    from amana.lib.names.matching.protocol import birth_of, names_of
    from tests.proof.world import Builder, columns
    build, keys = Builder(connection), [uuid4() for _one in records]
    for start in range(0, len(records), 2_000):
        some = list(zip(keys[start:start + 2_000], records[start:start + 2_000], strict=True))
        build.insert("registry_person", [columns("registry_person", id=key, number="", organisation_id=organisation) for key, _one in some])
        rows = []
        for key, one in some:
            words, birth = words_of(names_of(one)), birth_of(one)
            rows.append(columns("registry_identity", person_id=key, given_ar="x", keys=[text for text, _place in words], key_places=[place for _text, place in words],
                                sex={"m": "male", "f": "female"}.get(one.get("sex"), "unstated"), birth_year=birth.year or None, birth_month=birth.month or None, birth_day=birth.day or None,
                                birth_stated_on="2026-01-01" if one.get("dob_prec") == "estimate" else None, nationalities=[NATIONS.get(one["nat"], "EGY")] if one.get("nat") else []))
        build.insert("registry_identity", rows)
        if phones := [columns("registry_phone", id=uuid4(), person_id=key, typed=one["phone"], e164=one["phone"]) for key, one in some if one.get("phone")]:
            build.insert("registry_phone", phones)
    return keys


def main(folder: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from tests.proof.clones import committed
    from tests.proof.database import connect
    from tests.proof.world import Builder, columns
    read = {name: [json.loads(line) for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines()] for name in ("pairs", "pairs.key", "registry")}
    with committed("elsewhere") as name, connect(database=name) as connection:
        of = [uuid4() for _n in range(4)]
        Builder(connection).insert("organisations_organisation", [columns(
            "organisations_organisation", id=key, code=f"ELSE-{n}", name_ar="جهة", name_en="x", kind="NGO") for n, key in enumerate(of)])
        here, there = (stored(connection, of[n], [one[side] for one in read["pairs"]]) for n, side in enumerate("ab"))
        connection.execute("SET ROLE amana_keeper")
        connection.execute("ANALYZE")
        found, times = [], []
        for key, other in zip(here, there, strict=True):
            begun = time.monotonic()
            found.append(bool(connection.execute("SELECT FROM ring.likely_elsewhere(%s) WHERE person = %s", [key, other]).fetchall()))
            times.append(time.monotonic() - begun)
        same = [one["same"] for one in read["pairs.key"]]
        right = sum(a and b for a, b in zip(found, same, strict=True))
        known = [bool(one["a"].get("dob") and one["b"].get("dob")) for one in read["pairs"]]
        print(f"pairs: precision {right / sum(found):.3f}, recall {right / sum(same):.3f}, where both births are known "
              f"{sum(a and b and c for a, b, c in zip(found, same, known, strict=True)) / sum(b and c for b, c in zip(same, known, strict=True)):.3f}")
        print("  wrong:", dict(Counter(one["kind"] for one, is_found in zip(read["pairs.key"], found, strict=True) if is_found and not one["same"])))
        slices = Counter(one["slice"] for one, is_found in zip(read["pairs.key"], found, strict=True) if is_found and one["same"])
        every = Counter(one["slice"] for one in read["pairs.key"] if one["same"])
        print("  recall:", {name: round(slices[name] / n, 2) for name, n in every.items()})
        times.sort()
        print(f"  a question takes p50 {times[len(times) // 2] * 1000:.0f}, p95 {times[len(times) * 95 // 100] * 1000:.0f}, at most {times[-1] * 1000:.0f} ms")
        connection.execute("SET ROLE amana_migrate")
        strangers, rest = read["registry"][:STRANGERS], read["registry"][STRANGERS:]
        households = {one["hh"] for one in strangers}
        asking = stored(connection, of[2], strangers)
        stored(connection, of[3], [one for one in rest if one["hh"] not in households])
        connection.execute("SET ROLE amana_keeper")
        wrong = sum(bool(connection.execute("SELECT FROM ring.likely_elsewhere(%s) WHERE organisation = %s", [key, of[3]]).fetchall()) for key in asking)
        print(f"strangers: {wrong / len(asking):.4f} of those whom nobody has are said to be likely, beside {len(rest)} others")
        connection.rollback()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
