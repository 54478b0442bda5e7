"""Boost the trees that tell one person from two: `python -m tests.bench.names.weigh_pairs FOLDER`. Writes pairs.json.

Trained on invented pairs of several seeds under two mixes of noise, with gradient boosting of small trees on binned features (numpy alone).
"""

import json
import sys
from datetime import date
from pathlib import Path

import numpy as np

from amana.lib.names.matching import spelling
from amana.lib.names.matching.likeness import Alike
from amana.lib.names.matching.pairs import FEATURES, described
from amana.lib.names.matching.protocol import record_of
from tests.bench.names.training import Forgetful, mixes, world

PAIRS = Path(spelling.__file__).parent / "reference/pairs.json"
SEEDS, PEOPLE, EACH = (99, 199, 299, 399, 499, 599, 699, 799), 9000, 900
DEPTH, TREES, RATE, RIDGE, BINS, LEAST = 4, 300, 0.07, 10.0, 48, 30


def examples(folder: Path, seeds=SEEDS):
    rows, same, of_mix = [], [], []
    for turn, seed in enumerate(seeds):
        made = world(folder, seed, mixes(folder)[turn % 3 == 2])
        items = list(made.pairs(made.people(PEOPLE), EACH))
        rows.append(described([(record_of(pair["a"]), record_of(pair["b"])) for pair, _ in items], Alike(Forgetful(seed, 0.25, 0.3) if turn % 2 else None)))
        same += [key["same"] for _, key in items]
        of_mix += [turn % 3 == 2] * len(items)
        print("seed", seed, len(items), flush=True)
    return np.concatenate(rows), np.array(same, np.float64), np.array(of_mix)


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
    rows, same, _ = examples(folder)
    base, (features, cuts, leaves) = boosted(rows, same)
    lines = {"source": "tests/bench/names/weigh_pairs.py, invented pairs", "made_on": str(date.today()), "names": FEATURES, "prior": round(float(same.mean()), 4), "base": round(base, 4),
             "features": features, "limits": [[round(min(cut, 1e9), 3) for cut in row] for row in cuts], "leaves": [[round(float(leaf), 4) for leaf in row] for row in leaves]}
    PAIRS.write_text("{\n" + ",\n".join(f'"{name}": {json.dumps(value, separators=(",", ":"))}' for name, value in lines.items()) + "\n}\n", "utf-8")
    print("same", same.mean(), "bytes", PAIRS.stat().st_size)


if __name__ == "__main__":
    learn(Path(sys.argv[1]))
