"""Our figures beside others' and the floor, on the same invented registers in one run, by turns: `python -m tests.bench.names.run --shared FOLDER [--sizes 10000,100000,1000000] [--unseen] [--seed N]`.

FOLDER holds generate.py and score.py. Search: the library in memory; through PostgreSQL under row policies; pg_trgm; rapidfuzz; a bare index probe. Pairs: the library and Splink's default
comparisons. The registers are made anew (or taken from --out) with seeds that took no part in training; with --unseen under noise that no training saw (mixes/storm.json), more than half of
the names being real words that none of our lists and tables has. Every method answers a query before the next is asked, so that a busy minute falls on all of them. Then each slice has its verdict: whether
we find at least as often as each peer, less what is chance; and each nationality how often it is found beside the mean. At a million people the slowest are asked fewer queries: n is printed.
"""

import argparse
import importlib.util
import json
import os
import random
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from tempfile import mkdtemp

from tests.bench.names import splink_pairs
from tests.bench.names.training import further

AMANA = f"{Path(sys.executable).with_name('amana')} names matcher"
PEERS = f"{sys.executable} -m tests.bench.names.peers"
STORED, TRIGRAMS, FLOOR = "PostgreSQL under row policies", "pg_trgm", "bare index probe"
METHODS = {"library": AMANA, STORED: f"{AMANA} --registry", TRIGRAMS: f"{PEERS} trigrams", "rapidfuzz": f"{PEERS} rapidfuzz", FLOOR: f"{PEERS} floor"}
FEW = {"rapidfuzz": 96, TRIGRAMS: 240}  # queries at a million people
SEEDS = {10_000: 31, 100_000: 32, 1_000_000: 33}
CHANCE = 0.04  # of forty queries, of which we may find so much less than a peer
GOAL, GOAL_AT = (0.78, 0.94), 100_000  # r@1 and r@10 under noise that was not seen


def generated(shared: Path, out: Path, size: int, is_unseen: bool, seed: int | None = None) -> Path:
    folder = out / f"{'u' if is_unseen else 'd'}{size}{f'-{seed}' if seed else ''}"
    if not (folder / "pairs.key.jsonl").exists():
        strange = ["--mix", Path(__file__).parent / "mixes/storm.json", "--lexicon", shared / "lexicon", "--lexicon", further(shared, out / "further", 1), "--boost", "10"] if is_unseen else []
        subprocess.run([sys.executable, shared / "generate.py", "--size", str(size), "--seed", str(seed or SEEDS.get(size, 30) + 400 * is_unseen), "--per-slice", "40",
                        "--pairs", "500" if size <= GOAL_AT else "10", "--out", folder, *strange], check=True)
    return folder


def searched(score, folder: Path, methods: list[str], most: dict[str, int]) -> dict[str, dict]:
    """Of each method what it took to build, and of each query it was asked: slice, rank or 0, ms, namesakes, nationality."""
    asked, keys = score.lines(folder / "queries.jsonl"), {key["qid"]: key for key in score.lines(folder / "queries.key.jsonl")}
    random.Random(0).shuffle(asked)
    running = {method: score.Matcher(METHODS[method], 1500) for method in methods}
    found: dict[str, dict] = {}
    for method, matcher in running.items():
        began = time.perf_counter()
        ready = matcher.ask({"op": "load", "registry": str((folder / "registry.jsonl").resolve())}, 14400)
        found[method] = {"n": ready["n"], "build": time.perf_counter() - began, "rows": {}}
        for query in asked[:20]:
            matcher.ask(query)
        found[method]["cpu"] = matcher.cpu_s()
    for turn, query in enumerate(asked):
        for method, matcher in running.items():
            if turn < most.get(method, len(asked)):
                key, began = keys[query["qid"]], time.perf_counter()
                ids = matcher.ask(query)["ids"][:10]
                ms = (time.perf_counter() - began) * 1000
                found[method]["rows"][query["qid"]] = key["slice"], ids.index(key["id"]) + 1 if key["id"] in ids else 0, ms, key["namesakes"], key["nat"]
    for method, matcher in running.items():
        one = found[method]
        one |= {"cpu": (matcher.cpu_s() - one["cpu"]) * 1000 / len(one["rows"]), "memory": matcher.memory_mb()}
        matcher.close()
    return found


def figures(score, rows) -> dict[str, float]:
    rows, of_ms = list(rows), [ms for _slice, _rank, ms, *_ in rows]
    return {"n": len(rows), "r1": score.mean(rank == 1 for _s, rank, *_ in rows), "r10": score.mean(rank > 0 for _s, rank, *_ in rows), "ceil1": score.mean(1 / max(1, one[3]) for one in rows),
            "ceil10": score.mean(min(1, 10 / max(1, one[3])) for one in rows), "p50": score.pct(of_ms, 0.5), "p95": score.pct(of_ms, 0.95)}


def verdicts(score, found: dict[str, dict], ours: str) -> None:
    """Each slice, and all: ours beside each peer's on the queries that both were asked."""
    peers = [method for method in found if method not in ("library", STORED, FLOOR)]
    slices = defaultdict(set)
    for qid, (name, *_rest) in found[ours]["rows"].items():
        slices[name].add(qid)
        slices["all"].add(qid)
    print(f"\n| slice: {ours} | n | r@1 / r@10 (ceiling) | {' | '.join(peers)} | verdict |\n|---|---|---|{'---|' * len(peers)}---|")
    for name, qids in sorted(slices.items(), key=lambda one: (one[0] == "all", one[0])):
        both = {peer: qids & found[peer]["rows"].keys() for peer in peers}
        theirs = {peer: figures(score, (found[peer]["rows"][qid] for qid in some)) for peer, some in both.items() if some}
        mine = {peer: figures(score, (found[ours]["rows"][qid] for qid in some)) for peer, some in both.items() if some}
        behind = [f"{peer} (of {theirs[peer]['n']})" for peer in theirs for rate in ("r1", "r10") if mine[peer][rate] < theirs[peer][rate] - (CHANCE if name != "all" else 0)]
        a = figures(score, (found[ours]["rows"][qid] for qid in qids))
        print(f"| {name} | {a['n']} | {a['r1']:.3f} / {a['r10']:.3f} ({a['ceil1']:.3f} / {a['ceil10']:.3f}) | "
              + " | ".join(f"{theirs[peer]['r1']:.3f} / {theirs[peer]['r10']:.3f}" if peer in theirs else "" for peer in peers) + f" | {'BEHIND ' + ', '.join(dict.fromkeys(behind)) if behind else 'ahead'} |")


def communities(score, rows) -> None:
    """Of each nationality, beside the mean of all queries: no community is to be found less often than others, but where its namesakes make it so (the ceiling)."""
    of, mean = defaultdict(list), figures(score, rows)["r10"]
    for row in rows:
        of[row[4]].append(row)
    print("\n| nationality | n | r@1 / r@10 (ceiling) | r@10 beside the mean |\n|---|---|---|---|")
    for name, some in sorted(of.items()):
        a = figures(score, some)
        print(f"| {name} | {a['n']} | {a['r1']:.3f} / {a['r10']:.3f} ({a['ceil1']:.3f} / {a['ceil10']:.3f}) | {a['r10'] - mean:+.3f} |")


def paired(shared: Path, module, folder: Path) -> dict[str, dict]:
    """Of the library and of Splink."""
    found = folder / "found.json"
    subprocess.run([sys.executable, shared / "score.py", "pairs", "--data", folder, "--matcher", AMANA, "--json", found], check=True, stdout=subprocess.DEVNULL)
    keys = module.lines(folder / "pairs.key.jsonl")
    began = time.perf_counter()
    chance = splink_pairs.probabilities(folder / "pairs.jsonl")
    micro = (time.perf_counter() - began) / len(keys) * 1e6
    ys, ps = [bool(key["same"]) for key in keys], [chance.get(key["pid"], 0.0) for key in keys]
    theirs = {"f1_at_0.5": module.f1(ys, ps, 0.5), "f1_best": max(module.f1(ys, ps, step / 50) for step in range(1, 50)), "auc": module.auc(ys, ps), "ece": module.ece(ys, ps)}
    ours = json.loads(found.read_text())
    return {"library": ours["all"] | {"us": ours["us_per_pair"]}, "Splink, default comparisons": theirs | {"us": micro}}


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--shared", type=Path, required=True)
    ask.add_argument("--sizes", default="10000,100000,1000000")
    ask.add_argument("--out", type=Path)
    ask.add_argument("--limit", type=int, default=10**6, help="queries of each method; all unless given")
    ask.add_argument("--methods", default=",".join(METHODS))
    ask.add_argument("--unseen", action="store_true", help="registers and queries under noise, and with names, that no training saw")
    ask.add_argument("--seed", type=int, help="of the registers; their own unless given")
    given = ask.parse_args()
    out, methods, sizes = given.out or Path(mkdtemp(prefix="amana-names-")), given.methods.split(","), list(map(int, given.sizes.split(",")))
    spec = importlib.util.spec_from_file_location("score", given.shared / "score.py")
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    for size in sizes:
        folder = generated(given.shared, out, size, given.unseen, given.seed)
        print(f"\nload {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n\n| people | method | n | r@1 / r@10 (ceiling) | p50 / p95 ms | CPU ms a query | build s | MiB of the program |\n|---|---|---|---|---|---|---|---|")
        found = searched(score, folder, methods, {method: min(given.limit, FEW.get(method, 10**6) if size > GOAL_AT else 10**6) for method in methods})
        by_method = {method: figures(score, one["rows"].values()) for method, one in found.items()}
        for method, a in by_method.items():
            one = found[method]
            print(f"| {size:,} | {method} | {a['n']} | {a['r1']:.3f} / {a['r10']:.3f} ({a['ceil1']:.3f} / {a['ceil10']:.3f}) | {a['p50']:.1f} / {a['p95']:.1f} |"
                  f" {one['cpu']:.1f} | {one['build']:.1f} | {one['memory']:.0f} |", flush=True)
        ours = STORED if STORED in found else "library"
        verdicts(score, found, ours)
        communities(score, list(found[ours]["rows"].values()))
        mine = by_method[ours]
        if TRIGRAMS in found and size >= GOAL_AT:
            print(f"\np95 {mine['p95']:.1f} ms, of pg_trgm {by_method[TRIGRAMS]['p95']:.1f}: {'reached' if mine['p95'] <= by_method[TRIGRAMS]['p95'] else 'NOT REACHED'}")
        if given.unseen and size == GOAL_AT:
            print(f"goal {GOAL[0]:.2f} / {GOAL[1]:.2f} under noise that was not seen: {'reached' if mine['r1'] >= GOAL[0] and mine['r10'] >= GOAL[1] else 'NOT REACHED'}")
        print(f"load {os.getloadavg()[0]:.1f}", flush=True)
    print("\n| people | pairs by | F1 at 0.5 / best F1 / AUC / calibration error | µs a pair |\n|---|---|---|---|")
    for size in (size for size in sizes if size <= GOAL_AT):
        for method, a in paired(given.shared, score, generated(given.shared, out, size, given.unseen, given.seed)).items():
            print(f"| {size:,} | {method} | {a['f1_at_0.5']:.3f} / {a['f1_best']:.3f} / {a['auc']:.3f} / {a['ece']:.3f} | {a['us']:.0f} |", flush=True)


if __name__ == "__main__":
    main()
