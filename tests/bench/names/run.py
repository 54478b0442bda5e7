"""Our figures beside others' and the floor, on the same invented registers in one run: `python -m tests.bench.names.run --shared FOLDER [--sizes 10000,100000,1000000]`.

FOLDER holds generate.py and score.py. Search: the library in memory; through PostgreSQL under row policies; pg_trgm; rapidfuzz; a bare index probe. Pairs: the library and Splink's default
comparisons. The registers are made anew (or taken from --out) with seeds that took no part in training. At a million people the slowest are asked fewer queries: n is printed. With
--stored-up-to the way through PostgreSQL under row policies, of which the build takes long, is left out of larger registers, and the table says so.
"""

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import mkdtemp

from tests.bench.names import splink_pairs

AMANA = f"{Path(sys.executable).with_name('amana')} names matcher"
PEERS = f"{sys.executable} -m tests.bench.names.peers"
STORED = "PostgreSQL under row policies"
METHODS = {"library": AMANA, STORED: f"{AMANA} --registry", "pg_trgm": f"{PEERS} trigrams", "rapidfuzz": f"{PEERS} rapidfuzz", "bare index probe": f"{PEERS} floor"}
FEW = {"rapidfuzz": 96, "pg_trgm": 240, STORED: 480}  # queries at a million people
SEEDS = {10_000: 31, 100_000: 32, 1_000_000: 33}


def generated(shared: Path, out: Path, size: int) -> Path:
    folder = out / f"d{size}"
    if not (folder / "pairs.key.jsonl").exists():
        subprocess.run([sys.executable, shared / "generate.py", "--size", str(size), "--seed", str(SEEDS.get(size, 30)), "--per-slice", "40", "--pairs", "500" if size <= 100_000 else "10",
                        "--out", folder], check=True)
    return folder


def searched(shared: Path, folder: Path, command: str, limit: int) -> dict:
    found = folder / "found.json"
    subprocess.run([sys.executable, shared / "score.py", "search", "--data", folder, "--matcher", command, "--json", found, "--limit", str(limit), "--timeout", "1500",
                    "--load-timeout", "14400"], check=True, stdout=subprocess.DEVNULL)
    return json.loads(found.read_text())


def paired(shared: Path, folder: Path) -> dict[str, dict]:
    """Of the library and of Splink."""
    found = folder / "found.json"
    subprocess.run([sys.executable, shared / "score.py", "pairs", "--data", folder, "--matcher", AMANA, "--json", found], check=True, stdout=subprocess.DEVNULL)
    score = importlib.util.spec_from_file_location("score", shared / "score.py")
    module = importlib.util.module_from_spec(score)
    score.loader.exec_module(module)
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
    ask.add_argument("--limit", type=int, default=0, help="queries of each method; all unless given")
    ask.add_argument("--methods", default=",".join(METHODS))
    ask.add_argument("--stored-up-to", type=int, default=10**9, help="people")
    given = ask.parse_args()
    out = given.out or Path(mkdtemp(prefix="amana-names-"))
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n\n| people | method | n | r@1 / r@10 (ceiling) | p50 / p95 ms | CPU ms a query | build s | MiB of the program |\n|---|---|---|---|---|---|---|---|")
    for size in map(int, given.sizes.split(",")):
        folder = generated(given.shared, out, size)
        for method in given.methods.split(","):
            if method == STORED and size > given.stored_up_to:
                print(f"| {size:,} | {method} | not run | | | | | |", flush=True)
                continue
            one = searched(given.shared, folder, METHODS[method], min(given.limit or 10**6, FEW.get(method, 10**6)) if size >= 1_000_000 else given.limit)
            a = one["all"]
            print(f"| {size:,} | {method} | {a['n']} | {a['r1']:.3f} / {a['r10']:.3f} ({a['ceil1']:.3f} / {a['ceil10']:.3f}) | {a['p50_ms']:.1f} / {a['p95_ms']:.1f} |"
                  f" {one['cpu_ms']:.1f} | {one['build_s']:.1f} | {one['memory_mb']:.0f} |", flush=True)
    print("\n| people | pairs by | F1 at 0.5 / best F1 / AUC / calibration error | µs a pair |\n|---|---|---|---|")
    for size in (size for size in map(int, given.sizes.split(",")) if size <= 100_000):
        for method, a in paired(given.shared, out / f"d{size}").items():
            print(f"| {size:,} | {method} | {a['f1_at_0.5']:.3f} / {a['f1_best']:.3f} / {a['auc']:.3f} / {a['ece']:.3f} | {a['us']:.0f} |", flush=True)
    print(f"\nload {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
