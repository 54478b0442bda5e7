"""Boost the trees that tell one person from two: `python -m tests.bench.names.weigh_pairs FOLDER [--further]`. Writes pairs.json; with --further the further trees alone.

Trained on invented pairs of several seeds under two mixes of noise, with gradient boosting of small trees on binned features (numpy alone). The further trees go on from there and learn from registers
of several sizes, under a third mix as well, in which now none, now some and now most names are in no list.
"""

import json
import sys
from collections.abc import Sequence
from datetime import date
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from amana.lib.names.matching import spelling
from amana.lib.names.matching.likeness import Alike
from amana.lib.names.matching.pairs import EVERY, FEATURES, described
from amana.lib.names.matching.protocol import record_of
from amana.lib.names.matching.trees import Trees
from tests.bench.names.training import HERE, Forgetful, further, mixes, world

PAIRS = Path(spelling.__file__).parent / "reference/pairs.json"
SEEDS, PEOPLE, EACH = (99, 199, 299, 399, 499, 599, 699, 799), 9000, 900
FURTHER_SEED, FURTHER_TIMES, FURTHER_PEOPLE = 1001, 3, (9_000, 30_000, 60_000)
BOOSTS, FORGOTTEN = (0, 0, 0, 3, 10), (0, 0.15, 0, 0.3)  # how much oftener further names are met than their list says; how many names and spellings of the lists are forgotten
DEPTH, TREES, RATE, RIDGE, BINS, LEAST = 4, 300, 0.07, 10.0, 48, 30


def examples(folder: Path):
    for turn, seed in enumerate(SEEDS):
        yield described_pairs(world(folder, seed, mixes(folder)[turn % 3 == 2]), PEOPLE, Forgetful(seed, 0.25, 0.3) if turn % 2 else None)


def further_examples(folder: Path):
    """Names that the lists lack: real words that no list has, and names of the lists that are forgotten."""
    every = [*mixes(folder), json.loads((HERE / "mixes/gale.json").read_text("utf-8"))]
    with TemporaryDirectory() as out:
        strange = further(folder, Path(out), 0)
        for turn, (_, mix, boost) in enumerate(product(range(FURTHER_TIMES), every, BOOSTS)):
            seed, people, forgotten = FURTHER_SEED + turn, FURTHER_PEOPLE[turn % len(FURTHER_PEOPLE)], FORGOTTEN[turn % len(FORGOTTEN)]
            yield described_pairs(world(folder, seed, mix, strange if boost else None, boost), people, Forgetful(seed, forgotten, forgotten) if forgotten else None)


def described_pairs(made, people: int, known: Forgetful | None) -> tuple[np.ndarray, list[bool]]:
    items = list(made.pairs(made.people(people), EACH))
    print(people, "people", len(items), "pairs", flush=True)
    return described([(record_of(pair["a"]), record_of(pair["b"])) for pair, _ in items], Alike(known)), [key["same"] for _, key in items]


def together(examples) -> tuple[np.ndarray, np.ndarray]:
    rows, same = zip(*examples, strict=True)
    return np.concatenate(rows), np.concatenate(same).astype(np.float64)


def boosted(rows: np.ndarray, same: np.ndarray, trees: int = TREES, start: np.ndarray | None = None):
    """start: ln odds of each row that other trees gave already."""
    limits = [np.unique(np.quantile(rows[:, column], np.linspace(0, 1, BINS)[1:-1])) for column in range(rows.shape[1])]
    bins = [np.searchsorted(limit, rows[:, column], side="left") for column, limit in enumerate(limits)]
    base = float(np.log(same.mean() / (1 - same.mean()))) if start is None else 0.0
    logits, chance, found = np.full(len(rows), base) if start is None else start.copy(), np.random.default_rng(1), ([], [], [])
    for turn in range(trees):
        likely = 1 / (1 + np.exp(-logits))
        some = np.flatnonzero(chance.random(len(rows)) < 0.7)
        sums = ((likely - same)[some], (likely * (1 - likely))[some], None)
        columns = np.flatnonzero(chance.random(rows.shape[1]) < 0.6)
        seen = {column: bins[column][some] for column in columns}
        features, cuts = [], []
        node = np.zeros(len(rows), np.intp)
        for level in range(DEPTH):
            column, cut = _splits(seen, limits, sums, node[some], 2**level)
            features, cuts = [*features, *column], [*cuts, *cut]
            node = 2 * node + (rows[np.arange(len(rows)), np.array(column)[node]] > np.array(cut)[node])
        top, bottom = (np.bincount(node[some], one, 2**DEPTH) for one in sums[:2])
        leaves = -RATE * top / (bottom + RIDGE)
        logits += leaves[node]
        for kept, one in zip(found, (features, cuts, leaves), strict=True):
            kept.append(list(one))
        if turn % 40 == 39:
            print("  tree", turn + 1, "loss", round(float(np.mean(np.log1p(np.exp(-np.where(same > 0, logits, -logits))))), 4), flush=True)
    return base, found


def _splits(bins, limits, sums, node, nodes):
    """The best question of each node of one level."""
    best, chosen, cuts = np.full(nodes, 1e-6), [0] * nodes, [float("inf")] * nodes
    for column, of_rows in bins.items():
        size = len(limits[column]) + 1
        if size == 1:
            continue
        place = node * size + of_rows
        slope, bend, count = (np.cumsum(np.bincount(place, one, nodes * size).reshape(nodes, size), axis=1) for one in sums)
        (left, bent, fewer), (total, weight, every) = ((one[:, :-1] for one in (slope, bend, count)), (one[:, -1:] for one in (slope, bend, count)))
        gain = left**2 / (bent + RIDGE) + (total - left) ** 2 / (weight - bent + RIDGE) - total**2 / (weight + RIDGE)
        gain[(fewer < LEAST) | (every - fewer < LEAST)] = 0
        at = gain.argmax(axis=1)
        for here in np.flatnonzero(gain[np.arange(nodes), at] > best):
            best[here], chosen[here], cuts[here] = gain[here, at[here]], int(column), float(limits[column][at[here]])
    return chosen, cuts


def learn(folder: Path) -> None:
    rows, same = together(examples(folder))
    trees = told(FEATURES, *boosted(rows[:, : len(FEATURES)], same))
    write({"source": "tests/bench/names/weigh_pairs.py, invented pairs", "made_on": str(date.today()), "prior": round(float(same.mean()), 4), **trees})


def learn_further(folder: Path) -> None:
    """The trees that go on from the first ones that are there already."""
    found = json.loads(PAIRS.read_text("utf-8"))
    rows, same = together(further_examples(folder))
    write(found | {"further": told(EVERY, *boosted(rows, same, start=Trees.of(found).logits(rows).astype(np.float64)))})


def told(names: Sequence[str], base: float, trees) -> dict:
    features, cuts, leaves = trees
    return {"names": names, "base": round(base, 4), "features": features, "limits": [[upwards(min(cut, 1e9)) for cut in row] for row in cuts],
            "leaves": [[round(float(leaf), 4) for leaf in row] for row in leaves]}


def upwards(cut: float) -> float:
    """Rounded, so that a figure that is the limit itself stays at or under it."""
    return float(np.ceil(cut * 1e4) / 1e4)


def write(found: dict) -> None:
    PAIRS.write_text("{\n" + ",\n".join(f'"{name}": {json.dumps(value, separators=(",", ":"))}' for name, value in found.items()) + "\n}\n", "utf-8")
    print("bytes", PAIRS.stat().st_size)


if __name__ == "__main__":
    if "--further" not in sys.argv:
        learn(Path(sys.argv[1]))
    learn_further(Path(sys.argv[1]))
