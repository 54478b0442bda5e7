"""What linkage weighs: `python -m tests.bench.names.weigh_linkage FOLDER`. Writes linkage.json: m and u of Splink's levels, and the trees that have the last word.

Learned from invented registers of several sizes in which a tenth of the people stand twice (`doubled`), under two habits of writing births and phones.
"""

import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from amana.lib.names import linkage
from amana.lib.names.linkage.columns import Columns, columns_of
from amana.lib.names.linkage.keys import Keys
from amana.lib.names.linkage.model import Weights, settings
from amana.lib.names.linkage.scoring import EVERY, described_pairs, with_context
from amana.lib.names.linkage.splinked import BACKENDS, weighed
from amana.lib.names.linkage.table import table_of
from amana.lib.names.matching.likeness import Alike
from amana.lib.names.matching.protocol import facts_of
from tests.bench.names.doubled import records
from tests.bench.names.training import batches
from tests.bench.names.weigh_pairs import boosted

FOUND = Path(linkage.__file__).parent / "reference/linkage.json"
REGISTERS = ((100_000, 201, False), (100_000, 202, True), (250_000, 205, True), (300_000, 207, False))  # people, seed, births and phones as in labelled pairs
LEVELS_FROM = 2  # of the registers
TREES = 300
# What the invented registers do not show: parts written in another order, a wrong sex or nationality, documents (one number about fifty times as often in two records of one person).
ASSUMED = {"given": {"a name of another part": [0.005, None]}, "father": {"a name of another part": [0.005, None]}, "grandfather": {"a name of another part": [0.005, None]},
           "family": {"a name of another part": [0.005, None]}, "sex": {"the same": [0.995, None], "another": [0.005, None]},
           "nationality": {"the same": [0.98, None], "another": [0.02, None]}, "document": {"one in common": [0.5, 0.01], "others": [0.5, 0.99]}}


def register(folder: Path, size: int, seed: int, heavy: bool):
    """(records by id, columns, codes of the pairs that are one person)."""
    found, truth = records(folder, size, seed, heavy=heavy)
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
            asked = list(zip(found.one.tolist(), found.other.tolist(), strict=True))
            described = [described_pairs([(facts[columns.ids[one]], facts[columns.ids[other]]) for one, other in some], known) for some in batches(asked, 20_000)]
            rows.append(with_context(np.concatenate(described), found, columns))
            size = len(columns)
            same.append(np.isin(found.one.astype(np.int64) * size + found.other, pairs[:, 0].astype(np.int64) * size + pairs[:, 1]))
            print(len(columns), "people", found.compared, "pairs compared", len(asked), "looked at", same[-1].sum(), "of", len(pairs), "are one person", flush=True)
        seen = []
    every, right = np.concatenate(rows), np.concatenate(same).astype(np.float64)
    base, (features, cuts, leaves) = boosted(every, right, TREES)
    trees = {"names": EVERY, "base": round(base, 4), "features": features, "limits": [[round(min(cut, 1e9), 3) for cut in row] for row in cuts],
             "leaves": [[round(float(leaf), 4) for leaf in row] for row in leaves]}
    lines = {"source": "tests/bench/names/weigh_linkage.py, invented registers", "made_on": str(date.today()), "levels": weights, "trees": trees}
    FOUND.write_text("{\n" + ",\n".join(f'"{name}": {json.dumps(value, separators=(",", ":"))}' for name, value in lines.items()) + "\n}\n", "utf-8")
    print("bytes", FOUND.stat().st_size)


if __name__ == "__main__":
    learn(Path(sys.argv[1]))
