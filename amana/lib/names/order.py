"""The order of names in a list."""

from amana.lib.names.words import parts, shapes

# Folded Arabic letters stand in Unicode in alphabetical order; letters of neighbouring languages go beside their kin.
_KIN = str.maketrans("پچژڤگ", "بجزفك")


def sort_key(text: str) -> str:
    """A string whose plain (code point) order is that of the alphabet, for a column: without ال, marks, case, titles.

    Names that differ only in spelling come out equal: order by this and then by the name itself.
    """
    return " ".join(_bare(part.text) for part in parts(text)).translate(_KIN)


def _bare(text: str) -> str:
    first = shapes(text)[0]
    return text if first.before or first.after else first.core
