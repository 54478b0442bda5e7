"""Where linkage loses pairs: `python -m tests.bench.names.missed FOLDER --size 1000000 --share 0.2 --seed 303 [--mix FILE] [--heavy]`, on a register made as by `doubled`.

Prints recall at a precision of 0.98, with the false pairs of a part of a register counted as often as they are met in the whole, and of the pairs lost how many share no key, weigh too
little to be looked at, or are looked at and stay below; then the same by what differs between the two records.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from amana.lib.names.linkage.columns import NONE, Columns
from amana.lib.names.linkage.keys import Keys
from amana.lib.names.linkage.scoring import probabilities
from amana.lib.names.linkage.splinked import LEAST, weighed
from amana.lib.names.linkage.table import table_of
from amana.lib.names.matching.comparison import names_can_be_one
from amana.lib.names.matching.likeness import Alike
from tests.bench.names.weigh_linkage import are_one, described, often, register

WAYS = ("found", "no key", "weighs too little", "below")


def births(columns: Columns, person: int) -> str:
    year, month, day = columns.births[person]
    return "none" if not year else "guess" if columns.slack[person] == 3 else "year" if not month else "1 January" if (month, day) == (1, 1) else "day"


def differences(columns: Columns, one: int, other: int) -> Iterator[str]:
    yield "births: " + " and ".join(sorted((births(columns, one), births(columns, other))))
    mine, theirs = columns.names[one], columns.names[other]
    both = [(set(x[x != NONE].tolist()), set(y[y != NONE].tolist())) for x, y in zip(mine, theirs, strict=True) if x[0] != NONE and y[0] != NONE]
    yield f"parts that both have: {len(both)}"
    yield f"parts that are written as other names: {sum(not x & y for x, y in both)}"
    yield "governorate: " + ("the same" if columns.governorate[one] == columns.governorate[other] else "another")
    phones = set(columns.phones[one]), set(columns.phones[other])
    yield "phone: " + ("the same" if phones[0] & phones[1] else "another" if all(phones) else "missing")


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("folder", type=Path)
    ask.add_argument("--size", type=int, default=100_000)
    ask.add_argument("--share", type=float, default=1)
    ask.add_argument("--seed", type=int, default=77)
    ask.add_argument("--mix", type=Path)
    ask.add_argument("--heavy", action="store_true")
    asked = ask.parse_args()
    facts, columns, pairs = register(asked.folder, asked.size, asked.seed, asked.heavy, asked.share, asked.mix)
    people, keys = Keys(columns).of_each()
    found = weighed(table_of(columns, people, keys), "duckdb", least=LEAST - float(np.log2(asked.share)))
    found = replace(found, weight=found.weight + np.log2(asked.share))
    can_be = np.array([names_can_be_one(facts[columns.ids[one]].record, facts[columns.ids[other]].record) for one, other in zip(found.one.tolist(), found.other.tolist(), strict=True)])
    chance = probabilities(described(facts, columns, found, Alike()), can_be, found, columns)
    same = are_one(columns, found, pairs)
    order = np.argsort(-chance, kind="stable")
    precision = np.cumsum(same[order]) / np.cumsum(often(found, columns, same, asked.share)[order])
    least = chance[order][np.flatnonzero(precision >= 0.98)[-1]]
    said = dict(zip(zip(found.one.tolist(), found.other.tolist(), strict=True), chance.tolist(), strict=True))
    of_each = np.split(keys, np.searchsorted(people, np.arange(1, len(columns))))
    told: dict[str, Counter[str]] = {}
    for one, other in pairs.tolist():
        way = "weighs too little" if set(of_each[one].tolist()) & set(of_each[other].tolist()) else "no key"
        if (one, other) in said:
            way = "found" if said[one, other] >= least else "below"
        for what in ("all", *differences(columns, one, other)):
            told.setdefault(what, Counter())[way] += 1
    print(f"recall at a precision of 0.98: {told['all']['found'] / len(pairs):.4f}, from {least:.3f}")
    for what, ways in sorted(told.items(), key=lambda row: (row[0] != "all", row[0].split(":")[0], -row[1].total())):
        print(f"{what:45} pairs {ways.total():6}, lost {1 - ways['found'] / ways.total():.3f}: " + ", ".join(f"{way} {ways[way]}" for way in WAYS[1:]))


if __name__ == "__main__":
    main()
