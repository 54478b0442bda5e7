"""Two results over time. A change is called meaningful only where the source of the instrument says from what size on."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from amana.lib.core.errors import Refused
from amana.lib.scoring.instruments import Instrument
from amana.lib.scoring.scores import Result


@dataclass(frozen=True)
class Change:
    """by: now less before, of the figures that are shown. is_meaningful: None where the source says nothing."""

    dimension: str
    before: Decimal
    now: Decimal
    by: Decimal
    direction: Literal["better", "worse", "same"]
    is_meaningful: bool | None


def compare(instrument: Instrument, before: Result, now: Result) -> tuple[Change, ...]:
    """The change in each dimension that has a score both times. `instrument` is the version of the later result.

    Raises Refused (results.of_others, results.versions_differ): versions are compared only where the later one names the earlier.
    """
    if {before.instrument, now.instrument} != {instrument.code} or now.version != instrument.version:
        raise Refused("results.of_others", before=before.instrument, now=now.instrument, instrument=instrument.name)
    if before.version not in (instrument.version, *instrument.comparable_with):
        raise Refused("results.versions_differ", before=before.version, now=now.version)
    changes = (_change(instrument, code, before, now) for code in instrument.dimensions)
    return tuple(change for change in changes if change)


def _change(instrument: Instrument, code: str, before: Result, now: Result) -> Change | None:
    first = before.scores[code].shown if code in before.scores else None
    second = now.scores[code].shown
    if first is None or second is None:
        return None
    dimension, by = instrument.dimensions[code], second - first
    risen: Literal["better", "worse"] = dimension.higher_is
    fallen: Literal["better", "worse"] = "worse" if risen == "better" else "better"
    is_meaningful = None if dimension.meaningful_change is None else abs(by) >= dimension.meaningful_change
    return Change(code, first, second, by, "same" if not by else risen if by > 0 else fallen, is_meaningful)
