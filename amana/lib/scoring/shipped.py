"""The instruments that come with the program: reference/CODE/VERSION.toml. Versions stand beside one another; none takes another's place."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from importlib.resources import files

from amana.lib.core.errors import Unreadable
from amana.lib.scoring.instruments import Instrument
from amana.lib.scoring.reading import read


@cache
def shipped() -> tuple[Instrument, ...]:
    """Every version, by code and the day from which it is valid."""
    return tuple(sorted(_read(), key=lambda one: (one.code, one.valid_from, one.version)))


def version_of(code: str, version: str) -> Instrument:
    """Exactly that one, however old: a result is read by the version that made it. Raises KeyError."""
    for instrument in shipped():
        if (instrument.code, instrument.version) == (code, version):
            return instrument
    raise KeyError(f"{code}/{version}")


def in_force(day: date, instruments: Iterable[Instrument] | None = None) -> tuple[Instrument, ...]:
    """Of each instrument the version for new measurements on that day; none where the last has ended or the first not begun."""
    known = sorted(shipped() if instruments is None else instruments, key=lambda one: one.valid_from)
    latest = {one.code: one for one in known if one.valid_from <= day}
    return tuple(one for one in latest.values() if one.valid_until is None or day <= one.valid_until)


def _read() -> Iterator[Instrument]:
    for folder in files("amana.lib.scoring").joinpath("reference").iterdir():
        for file in folder.iterdir() if folder.is_dir() else ():
            name = f"{folder.name}/{file.name.removesuffix('.toml')}"
            instrument = read(file.read_text("utf-8"), name)
            if instrument.name != name:
                raise Unreadable("instrument.misnamed", f"{name} calls itself {instrument.name}")
            yield instrument
