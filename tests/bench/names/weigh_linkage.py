"""What linkage weighs: `python -m tests.bench.names.weigh_linkage FOLDER [--last]`. Writes linkage.json: m and u of Splink's levels, the trees that have the first word on a pair and those that have the last;
with --last these alone.

Learned from invented registers of several sizes in which a tenth of the people stand twice (`doubled`), under two habits of writing births and phones. The last trees learn from parts of registers of a million
in which everybody has as many namesakes as in the whole.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from amana.lib.names import linkage
from amana.lib.names.linkage.beside import UNLIKE
from amana.lib.names.linkage.columns import NONE, Columns, columns_of
from amana.lib.names.linkage.keys import FATHER, GIVEN, Keys
from amana.lib.names.linkage.model import Weights, learned, settings
from amana.lib.names.linkage.scoring import EVERY, LAST, described_pairs, first_word, last_rows, with_context
from amana.lib.names.linkage.splinked import BACKENDS, LEAST, Weighed, weighed
from amana.lib.names.linkage.strangers import shared_names
from amana.lib.names.linkage.table import table_of
from amana.lib.names.matching.comparison import names_can_be_one
from amana.lib.names.matching.likeness import Alike
from amana.lib.names.matching.protocol import facts_of
from tests.bench.names.doubled import records
from tests.bench.names.training import batches
from tests.bench.names.weigh_pairs import boosted, told

FOUND = Path(linkage.__file__).parent / "reference/linkage.json"
REGISTERS = ((100_000, 201, False), (100_000, 202, True), (250_000, 205, True), (300_000, 207, False))  # people, seed, births and phones as in labelled pairs
LAST_REGISTERS = ((100_000, 201, False, 1), (100_000, 202, True, 1), *((1_000_000, seed, False, 0.2) for seed in (301, 302, 303)),
                  *((1_000_000, seed, False, 0.25) for seed in (305, 306, 308)))  # and the share of names that are kept
LEVELS_FROM = 2  # of the registers
TREES, LAST_TREES = 300, 300
LEAST_SAID = -8.0  # ln odds: from what the first word gives less nothing more is learned
# What the invented registers do not show: parts written in another order, a wrong sex or nationality, documents (one number about fifty times as often in two records of one person).
ASSUMED = {"given": {"a name of another part": [0.005, None]}, "father": {"a name of another part": [0.005, None]}, "grandfather": {"a name of another part": [0.005, None]},
           "family": {"a name of another part": [0.005, None]}, "sex": {"the same": [0.995, None], "another": [0.005, None]},
           "nationality": {"the same": [0.98, None], "another": [0.02, None]}, "document": {"one in common": [0.5, 0.01], "others": [0.5, 0.99]}}


def register(folder: Path, size: int, seed: int, heavy: bool, share: float = 1, mix: Path | None = None):
    """(records by id, columns, codes of the pairs that are one person)."""
    found, truth = records(folder, size, seed, heavy=heavy, share=share, mix=mix)
    facts = {one["id"]: facts_of(one) for one in found}
    columns = columns_of(facts.items())
    at = {key: number for number, key in enumerate(columns.ids)}
    return facts, columns, np.array(sorted((min(at[a], at[b]), max(at[a], at[b])) for a, b in truth))


def levels_of(columns: Columns, table: pa.Table, same: np.ndarray) -> Weights:
    """m of pairs that are one person, u of pairs by chance, as Splink counts them."""
    from splink import Linker

    with BACKENDS["duckdb"]() as api:
        linker = Linker(api.register(table), settings("duckdb", len(columns), {}), log_level=None)
        linker.training.estimate_u_using_random_sampling(max_pairs=4e6, seed=1)
        linker.training.estimate_m_from_pairwise_labels(api.register(pa.table({"person_l": same[:, 0].astype(np.int32), "person_r": same[:, 1].astype(np.int32)})))
        return {comparison["output_column_name"]: {level["label_for_charts"]: [level.get("m_probability"), level.get("u_probability")] for level in comparison["comparison_levels"][1:]}
                for comparison in linker.misc.save_model_to_json()["comparisons"]}


def together(found: Sequence[Weights]) -> Weights:
    """The mean of the registers, never 0, with what is assumed."""
    made: Weights = {}
    for about, levels in found[0].items():
        made[about] = {}
        for label in levels:
            both = np.array([[one[about][label][side] or 0.0 for side in (0, 1)] for one in found]).mean(axis=0)
            assumed = ASSUMED.get(about, {}).get(label, [None, None])
            m, u = (float(seen) if given is None else given for seen, given in zip(both, assumed, strict=True))
            made[about][label] = [round(max(m, 5e-4), 6), round(max(u, 1e-7), 9)]
    return made


def learn(folder: Path) -> None:
    seen, levels, rows, same = [], [], [], []
    for number, (size, seed, heavy) in enumerate(REGISTERS):
        facts, columns, pairs = register(folder, size, seed, heavy)
        table = table_of(columns, *Keys(columns).of_each())
        if number < LEVELS_FROM:
            levels.append(levels_of(columns, table, pairs))
        seen.append((facts, columns, pairs, table))
        if number < LEVELS_FROM - 1:
            continue
        weights = together(levels)
        for facts, columns, pairs, table in seen:
            found, known = weighed(table, "duckdb", weights), Alike()
            rows.append(described(facts, columns, found, known))
            same.append(are_one(columns, found, pairs))
        seen = []
    trees = told(EVERY, *boosted(np.concatenate(rows), np.concatenate(same).astype(np.float64), TREES))
    write({"levels": weights, "trees": trees, "last": told(LAST, 0.0, ([], [], []))})
    learned.cache_clear()


def learn_last(folder: Path) -> None:
    """The trees that go on from the first word of those that are there already."""
    rows, said, same = [], [], []
    for size, seed, heavy, share in LAST_REGISTERS:
        facts, columns, pairs = register(folder, size, seed, heavy, share)
        found = weighed(table_of(columns, *Keys(columns).of_each()), "duckdb", least=LEAST - float(np.log2(share)))
        found = replace(found, weight=found.weight + np.log2(share))  # as in the whole register, of which this is a part
        every = described(facts, columns, found, Alike())
        can_be = [names_can_be_one(facts[columns.ids[one]].record, facts[columns.ids[other]].record) for one, other in zip(found.one.tolist(), found.other.tolist(), strict=True)]
        first, is_one = np.where(can_be, first_word(every), UNLIKE), are_one(columns, found, pairs)
        taken = np.repeat(np.arange(len(first)), often(found, columns, is_one, share) * (first > LEAST_SAID))
        said.append(first[taken])
        rows.append(last_rows(every, first, found, columns)[taken])
        same.append(is_one[taken])
    trees = told(LAST, *boosted(np.concatenate(rows), np.concatenate(same).astype(np.float64), LAST_TREES, np.concatenate(said)))
    write({"levels": learned()["levels"], "trees": learned()["trees"], "last": trees})


def often(found: Weighed, columns: Columns, same: np.ndarray, share: float) -> np.ndarray:
    """How often each pair is met in the whole register, of which these people are a share. Two strangers without a given or a father's name in common are both in the part only as the square of
    the share; each such pair stands for as many as there are."""
    other_names = (shared_names(found, columns)[:, [GIVEN, FATHER]] == NONE).any(axis=1)
    return np.where(other_names & ~same, round(1 / share), 1)


def described(facts, columns: Columns, found: Weighed, known: Alike) -> np.ndarray:
    asked = list(zip(found.one.tolist(), found.other.tolist(), strict=True))
    some = [described_pairs([(facts[columns.ids[one]], facts[columns.ids[other]]) for one, other in batch], known) for batch in batches(asked, 20_000)]
    return with_context(np.concatenate(some), found, columns)


def are_one(columns: Columns, found: Weighed, pairs: np.ndarray) -> np.ndarray:
    size = len(columns)
    same = np.isin(found.one.astype(np.int64) * size + found.other, pairs[:, 0].astype(np.int64) * size + pairs[:, 1])
    print(size, "people", found.compared, "pairs compared", len(same), "looked at", same.sum(), "of", len(pairs), "are one person", flush=True)
    return same


def write(found: dict) -> None:
    lines = {"source": "tests/bench/names/weigh_linkage.py, invented registers", "made_on": str(date.today()), **found}
    FOUND.write_text("{\n" + ",\n".join(f'"{name}": {json.dumps(value, separators=(",", ":"))}' for name, value in lines.items()) + "\n}\n", "utf-8")
    print("bytes", FOUND.stat().st_size)


if __name__ == "__main__":
    if "--last" not in sys.argv:
        learn(Path(sys.argv[1]))
    learn_last(Path(sys.argv[1]))
