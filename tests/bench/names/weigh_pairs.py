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


def boosted(rows: np.ndarray, same: np.ndarray, trees: int = TREES):
    limits = [np.unique(np.quantile(rows[:, column], np.linspace(0, 1, BINS)[1:-1])) for column in range(rows.shape[1])]
    bins = np.stack([np.searchsorted(limit, rows[:, column], side="left") for column, limit in enumerate(limits)], axis=1)
    base = float(np.log(same.mean() / (1 - same.mean())))
    logits, chance, found = np.full(len(rows), base), np.random.default_rng(1), ([], [], [])
    for turn in range(trees):
        likely = 1 / (1 + np.exp(-logits))
        slope, bend = likely - same, likely * (1 - likely)
        some = chance.random(len(rows)) < 0.7
        columns = np.flatnonzero(chance.random(rows.shape[1]) < 0.6)
        features, cuts = [0] * (2**DEPTH - 1), [float("inf")] * (2**DEPTH - 1)
        node = np.zeros(len(rows), np.intp)
        for level in range(DEPTH):
            for here in range(2**level - 1, 2 ** (level + 1) - 1):
                inside = np.flatnonzero((node == here) & some)
                column, cut = _split(bins, limits, slope, bend, inside, columns)
                features[here], cuts[here] = column, cut
            node = 2 * node + 1 + (rows[np.arange(len(rows)), np.array(features)[node]] > np.array(cuts)[node])
        node -= 2**DEPTH - 1
        top, bottom = np.bincount(node[some], slope[some], 2**DEPTH), np.bincount(node[some], bend[some], 2**DEPTH)
        leaves = -RATE * top / (bottom + RIDGE)
        logits += leaves[node]
        for kept, one in zip(found, (features, cuts, leaves), strict=True):
            kept.append(list(one))
        if turn % 40 == 39:
            print("  tree", turn + 1, "loss", round(float(np.mean(np.log1p(np.exp(-np.where(same > 0, logits, -logits))))), 4), flush=True)
    return base, found


def _split(bins, limits, slope, bend, inside, columns):
    best, chosen = 1e-6, (0, float("inf"))
    if len(inside) < 2 * LEAST:
        return chosen
    total, weight = slope[inside].sum(), bend[inside].sum()
    for column in columns:
        if not len(limits[column]):
            continue
        places = bins[inside, column]
        size = len(limits[column]) + 1
        left = np.cumsum(np.bincount(places, slope[inside], size))[:-1]
        bent = np.cumsum(np.bincount(places, bend[inside], size))[:-1]
        count = np.cumsum(np.bincount(places, minlength=size))[:-1]
        gain = left**2 / (bent + RIDGE) + (total - left) ** 2 / (weight - bent + RIDGE) - total**2 / (weight + RIDGE)
        gain[(count < LEAST) | (len(inside) - count < LEAST)] = 0
        at = int(gain.argmax())
        if gain[at] > best:
            best, chosen = float(gain[at]), (int(column), float(limits[column][at]))
    return chosen


def learn(folder: Path) -> None:
    rows, same, _ = examples(folder)
    base, (features, cuts, leaves) = boosted(rows, same)
    lines = {"source": "tests/bench/names/weigh_pairs.py, invented pairs", "made_on": str(date.today()), "names": FEATURES, "prior": round(float(same.mean()), 4), "base": round(base, 4),
             "features": features, "limits": [[round(min(cut, 1e9), 3) for cut in row] for row in cuts], "leaves": [[round(float(leaf), 4) for leaf in row] for row in leaves]}
    PAIRS.write_text("{\n" + ",\n".join(f'"{name}": {json.dumps(value, separators=(",", ":"))}' for name, value in lines.items()) + "\n}\n", "utf-8")
    print("same", same.mean(), "bytes", PAIRS.stat().st_size)


if __name__ == "__main__":
    learn(Path(sys.argv[1]))
