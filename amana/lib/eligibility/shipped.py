"""The programmes that come with the program: reference/CODE/VERSION.toml, and the questions they ask. Versions stand beside one another."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from importlib.resources import files

from amana.lib.core.errors import Unreadable
from amana.lib.eligibility.programmes import Fact, Programme
from amana.lib.eligibility.reading import read, read_facts, tried


@cache
def facts() -> dict[str, Fact]:
    """Every question by code, in the order in which they are asked."""
    return read_facts(files("amana.lib.eligibility").joinpath("reference/facts.toml").read_text("utf-8"))


@cache
def shipped() -> tuple[Programme, ...]:
    """Every version, by code and the day from which it is valid. Raises Unreadable where a worked example does not hold."""
    return tuple(sorted(_read(), key=lambda one: (one.code, one.valid_from, one.version)))


def text_of(programme: Programme) -> str:
    """The file of a shipped one as it stands."""
    return files("amana.lib.eligibility").joinpath(f"reference/{programme.key}.toml").read_text("utf-8")


def in_force(day: date, programmes: Iterable[Programme]) -> dict[str, Programme]:
    """Of each programme the version that began last; none where it has ended. Of two that began on one day the later of `programmes`."""
    latest = {one.code: one for one in sorted(programmes, key=lambda one: one.valid_from) if one.valid_from <= day}
    return {code: one for code, one in latest.items() if one.valid_until is None or day <= one.valid_until}


def _read() -> Iterator[Programme]:
    for folder in files("amana.lib.eligibility").joinpath("reference").iterdir():
        for file in folder.iterdir() if folder.is_dir() else ():
            name = f"{folder.name}/{file.name.removesuffix('.toml')}"
            programme = read(file.read_text("utf-8"), facts(), name)
            if programme.key != name:
                raise Unreadable("programme.misnamed", f"{name} calls itself {programme.key}")
            if failing := [one.example.about.en for one in tried(programme, facts()) if not one.holds]:
                raise Unreadable("programme.example", f"{name}: these worked examples do not hold: {'; '.join(failing)}")
            yield programme
