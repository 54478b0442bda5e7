"""A register linked with itself, and Splink's plain recipe on the same file in the same run: `python -m tests.bench.names.linked DATA [--alone]`, where DATA was made by `doubled`.

Prints pairs compared, seconds, CPU, the most memory, and precision, recall and F1; of the recipe the best F1 and the recall at a precision of 0.98, which it may choose for itself.
The recipe is stopped after 1.1 thirds of our CPU (the tenth is for how roughly the system stops it), or LEAST_CPU seconds where that is less: what it has not done by then shows that we take at most three times its CPU, and is told.
"""

import json
import resource
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from amana.lib.names.linkage import SURE
from amana.lib.names.matching import WORTH

LEAST_CPU = 60  # seconds


def timed(*command: str, most_cpu: int = 0) -> tuple[str, float, float, float]:
    """What it said, seconds, seconds of CPU, GiB at most; nothing said if it had not ended after most_cpu seconds of CPU."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(["/usr/bin/env", "PYTHONWARNINGS=ignore", sys.executable, "-m", *command], capture_output=True, text=True, check=False,
                          preexec_fn=partial(resource.setrlimit, resource.RLIMIT_CPU, (most_cpu, most_cpu + 5)) if most_cpu else None)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode and not (most_cpu and -done.returncode in (signal.SIGXCPU, signal.SIGKILL)):
        raise SystemExit(done.stderr)
    return "" if done.returncode else done.stdout + done.stderr, time.monotonic() - began, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, after.ru_maxrss / 2**20


def scored(pairs: Path, truth: set[frozenset[str]]) -> tuple[np.ndarray, np.ndarray]:
    """Probability and whether it is one person, of each pair, the likeliest first."""
    found = [json.loads(line) for line in pairs.read_text("utf-8").splitlines()]
    chance, right = np.array([one["p"] for one in found]), np.array([frozenset((one["a"], one["b"])) in truth for one in found], bool)
    order = np.argsort(-chance, kind="stable")
    return chance[order], right[order]


def told(chance: np.ndarray, right: np.ndarray, every: int, least: float) -> str:
    kept = right[chance >= least]
    precision, recall = kept.mean() if len(kept) else 0.0, kept.sum() / every
    return f"from {least:.2f}: precision {precision:.4f}, recall {recall:.4f}, F1 {2 * precision * recall / max(precision + recall, 1e-9):.4f}"


def at_best(right: np.ndarray, every: int) -> str:
    found = np.arange(1, len(right) + 1)
    precision, recall = np.cumsum(right) / found, np.cumsum(right) / every
    best = (2 * precision * recall / np.maximum(precision + recall, 1e-9)).max()
    enough = np.flatnonzero(precision >= 0.98)
    return f"best F1 {best:.4f}, recall at a precision of 0.98: {recall[enough[-1]] if len(enough) else 0.0:.4f}"


def main(folder: Path, *, alone: bool) -> None:
    truth = {frozenset((one["a"], one["b"])) for one in map(json.loads, (folder / "truth.jsonl").read_text("utf-8").splitlines())}
    with TemporaryDirectory() as made:
        ours, report = Path(made, "ours.jsonl"), folder / "report.html"
        said, seconds, cpu, memory = timed("amana.doors.cli.main", "people", "link", "--registry", str(folder / "registry.jsonl"), "--pairs", str(ours), "--report", str(report))
        print(said.strip().splitlines()[0])
        print(f"amana: {seconds:.0f} s, CPU {cpu:.0f} s, {memory:.1f} GiB; {len(truth)} pairs are one person", flush=True)
        chance, right = scored(ours, truth)
        for least in (WORTH, 0.5, SURE):
            print(" ", told(chance, right, len(truth), least))
        print(" ", at_best(right, len(truth)), flush=True)
    if alone:
        return
    most = max(LEAST_CPU, round(1.1 * cpu / 3))
    with TemporaryDirectory(dir=folder) as spilled:
        said, seconds, plain_cpu, memory = timed("tests.bench.names.plain_splink", str(folder), spilled, most_cpu=most)
    if not said:
        print(f"Splink's plain recipe: not ended after {plain_cpu:.0f} s CPU (limit {most} s), {seconds:.0f} s, {memory:.1f} GiB; amana takes less than {cpu / plain_cpu:.2f} of its CPU")
        return
    print(said.splitlines()[-1])
    print(f"Splink's plain recipe: {seconds:.0f} s, CPU {plain_cpu:.0f} s (limit {most} s), {memory:.1f} GiB; amana takes {cpu / plain_cpu:.2f} of its CPU")
    print(" ", at_best(scored(folder / "plain.jsonl", truth)[1], len(truth)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), alone="--alone" in sys.argv)
