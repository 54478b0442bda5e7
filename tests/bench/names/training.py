"""What the trainers share: the generator of a folder, a lexicon that has forgotten some names, softmax over candidates."""

import importlib.util
import json
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from amana.lib.names.matching.lexicon import Lexicon, lexicon

HERE = Path(__file__).parent
PARTS = ("given", "father", "grandfather", "family")
COMMUNITIES = ("AR", "EG", "SD", "SY")  # of the further names


def generator(folder: Path):
    """generate.py of the folder as a module."""
    spec = importlib.util.spec_from_file_location("generate", folder / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def mixes(folder: Path) -> list[dict]:
    return [json.loads(path.read_text("utf-8")) for path in (folder / "mixes/dev.json", HERE / "mixes/heavy.json")]


def world(folder: Path, seed: int, mix: dict, further: Path | None = None, boost: float = 1):
    """further: a lexicon of names that ours lacks, each so many times as often as it says."""
    made = generator(folder)
    return made.World(made.Lexicon([str(one) for one in (folder / "lexicon", further) if one], boost), mix, seed)


def further(folder: Path, out: Path, first: int) -> Path:
    """A lexicon of every other of the real words, by turns given and family names. From the first one on: those that the letters were learned from (`spellings`); from the second on: those that nothing was learned from."""
    out.mkdir(parents=True, exist_ok=True)
    words = [line.rstrip("\n").split("\t") for line in (folder / "real/wiki_pairs.tsv").open(encoding="utf-8")][1 + first::2]
    for turn, kind in enumerate(("given", "family")):
        rows = [f"X{n:05}\t{arabic}\t\tu\t{COMMUNITIES[n // 2 % 4] if turn else 'AR'}\t100\treal\n" for n, (arabic, _latin) in enumerate(words) if n % 2 == turn]
        (out / f"{kind}.tsv").write_text("id\tar\tar_variants\tsex\tcommunity\tfreq_estimate\tsource\n" + "".join(rows), "utf-8")
    (out / "latin.tsv").write_text("id\tlatin\tregion\tweight\tsource\n" + "".join(f"X{n:05}\t{latin.title()}\tEG\t1\treal\n" for n, (_arabic, latin) in enumerate(words)), "utf-8")
    (out / "nicknames.tsv").write_text("id\tformal_ar\tnick_ar\tnick_latin\n", "utf-8")
    return out


class Forgetful(Lexicon):
    """The lexicon without some of its names and without some of the spellings of the others: what is met in earnest is not all listed."""

    def __init__(self, seed: int, names: float, spellings: float) -> None:
        whole, chance = lexicon(), random.Random(seed)
        self._shares, self._among = whole._shares, whole._among
        gone = {name for name in range(len(whole._shares)) if chance.random() < names}
        self._names = {}
        for spelling, found in sorted(whole._names.items()):
            kept = {name: weight for name, weight in found.items() if name not in gone}
            if kept and chance.random() >= spellings * (1 - max(kept.values())):
                self._names[spelling] = kept
        self._home = {spelling: frozenset(found - gone) for spelling, found in whole._home.items()}


def softmax_weights(features: np.ndarray, offsets: np.ndarray, targets: np.ndarray, *, start: np.ndarray, ridge: float, rounds: int = 400) -> np.ndarray:
    """Weights w that make the targets likely: rows (examples, candidates, features), offset -inf for no candidate. Adam on the whole set."""
    weight, m, v = start.astype(np.float64).copy(), 0.0, 0.0
    for step in range(1, rounds + 1):
        score = features @ weight.astype(np.float32) + offsets
        score -= score.max(axis=1, keepdims=True)
        likely = np.exp(score)
        all_, right = likely.sum(axis=1), (likely * targets).sum(axis=1)
        loss = -np.log(right / all_ + 1e-9)
        pull = likely / all_[:, None] - likely * targets / np.maximum(right, 1e-20)[:, None]
        slope = np.einsum("nk,nkf->f", pull, features) / len(features) + ridge * (weight - start)
        m, v = 0.9 * m + 0.1 * slope, 0.999 * v + 0.001 * slope**2
        weight -= 0.05 * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
        if step % 100 == 0 or step == rounds:
            print(f"  {step}: loss {loss.mean():.4f}, right first {np.mean((score.argmax(axis=1)[:, None] == np.arange(score.shape[1])) [targets > 0].sum() / len(features)):.3f}", flush=True)
    return weight


def batches(items: list, size: int) -> Iterator[list]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
