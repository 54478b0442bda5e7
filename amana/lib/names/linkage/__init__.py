"""A whole register linked with itself at once (`amana people link`): the engine's keys and evidence, carried by Splink on DuckDB or Spark. How it works: docs/names.md."""

from amana.lib.names.linkage.linking import STEPS, SURE, Linked, Pair, link
from amana.lib.names.linkage.quality import Point, points
from amana.lib.names.linkage.splinked import BACKENDS, Missing

__all__ = ["BACKENDS", "STEPS", "SURE", "Linked", "Missing", "Pair", "Point", "link", "points"]
