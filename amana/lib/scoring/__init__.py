"""Instruments as data: from answers to scores, bands, alerts and reasons, from two results to a change, from events to what is due.

An instrument is a versioned file (`reference/`, docs/scoring.md). Figures are exact, rounded once and half up. A score suggests; a person decides.
"""

from amana.lib.scoring.changes import Change, compare
from amana.lib.scoring.explaining import Line, condition, explain
from amana.lib.scoring.instruments import Instrument, Mark, NoAnswer, Words
from amana.lib.scoring.reading import read
from amana.lib.scoring.schedule import Due, due, occasions
from amana.lib.scoring.scores import Result, Score, score
from amana.lib.scoring.shipped import in_force, shipped, version_of

__all__ = [
    "Change", "Due", "Instrument", "Line", "Mark", "NoAnswer", "Result", "Score", "Words",
    "compare", "condition", "due", "explain", "in_force", "occasions", "read", "score", "shipped", "version_of",
]  # fmt: skip
