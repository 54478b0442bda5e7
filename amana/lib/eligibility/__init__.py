"""Programmes of social protection as data: from what is known of a household to likely, unlikely or ask, with the reasons. A rule suggests; the ministry decides.

A programme is a versioned file (`reference/`, docs/eligibility.md). What is not known is neither yes nor no: it is asked.
"""

from amana.lib.eligibility.judging import Finding, Outcome, State, Verdict, judge
from amana.lib.eligibility.parts import Part, parts, rewritten
from amana.lib.eligibility.programmes import Alternative, Condition, Example, Fact, Programme, Tried
from amana.lib.eligibility.reading import line_of, read, tried
from amana.lib.eligibility.shipped import facts, in_force, shipped, text_of

__all__ = [
    "Alternative", "Condition", "Example", "Fact", "Finding", "Outcome", "Part", "Programme", "State", "Tried", "Verdict",
    "facts", "in_force", "judge", "line_of", "parts", "read", "rewritten", "shipped", "text_of", "tried",
]  # fmt: skip
