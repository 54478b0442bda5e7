"""What Splink compares and how it weighs it: the same definitions on DuckDB and on Spark. Names by the engine's classes, with their rarity in this register."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from amana.lib.names.matching.people import PARTS

Weights = dict[str, dict[str, list[float]]]  # by comparison and level: m and u, how often it is met in two records of one person and in those of two
KEYS = "keys"
DOUBLED = 0.1  # pairs of one person for each record: assumed
OVERLAP = {"duckdb": "list_has_any", "spark": "arrays_overlap"}  # the one function that the two call by different names


def settings(dialect: str, people: int, weights: Weights | None = None) -> dict[str, Any]:
    """Splink's settings for a register of so many people. dialect: duckdb or spark."""
    weights = learned()["levels"] if weights is None else weights
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "person",
        "probability_two_random_records_match": min(0.5, 2 * DOUBLED / max(people, 2)),
        "blocking_rules_to_generate_predictions": [{"blocking_rule": f"l.{KEYS} = r.{KEYS}", "arrays_to_explode": [KEYS]}],
        "comparisons": [_weighed(one, weights) for one in _compared(OVERLAP[dialect])],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
    }


def _compared(overlap: str) -> list[dict[str, Any]]:
    names = [_name(part, overlap) for part in PARTS]
    return [*names, _birth(), _equal("sex"), _equal("nationality"), _shared("phone", overlap), _shared("document", overlap)]


@cache
def learned() -> dict[str, Any]:
    """levels: Weights; then the trees of `scoring`."""
    return json.loads(files("amana.lib.names.linkage").joinpath("reference/linkage.json").read_text("utf-8"))


def _name(part: str, overlap: str) -> dict[str, Any]:
    """The same name, likeliest first; one of the names that both spellings may write; a name that stands elsewhere in the other's; another name."""
    levels = [
        _null(f"{part}_l IS NULL OR {part}_r IS NULL"),
        _level(f"{part}_l = {part}_r", "the same name", rarity=part),
        _level(f"{overlap}({part}_names_l, {part}_names_r)", "a name that both may write", rarity=part),
        _level(f"array_contains(every_name_r, {part}_l) AND array_contains(every_name_l, {part}_r)", "a name of another part"),
        _else("another name"),
    ]
    return _comparison(part, levels)


def _birth() -> dict[str, Any]:
    apart = "abs(year_l - year_r)"
    levels = [
        _null("year_l IS NULL OR year_r IS NULL"),
        _level("year_l = year_r AND day_l = day_r", "the same day"),
        _level("year_l = year_r AND day_l = turned_day_r", "day and month turned"),
        _level("year_l = year_r AND (day_l IS NULL OR day_r IS NULL)", "the same year, of one the year alone"),
        _level(f"{apart} <= greatest(slack_l, slack_r) AND (day_l IS NULL OR day_r IS NULL)", "as near as a guess"),
        _level(f"day_l = day_r AND {apart} IN (1, 10)", "the same day of another year"),
        _level("year_l = year_r AND (floor(day_l / 100) = floor(day_r / 100) OR day_l % 100 = day_r % 100)", "the same year and day or month"),
        _level("year_l = year_r", "the same year"),
        _level(f"{apart} <= 3", "up to three years apart"),
        _else("further apart"),
    ]
    return _comparison("birth", levels)


def _equal(column: str) -> dict[str, Any]:
    return _comparison(column, [_null(f"{column}_l IS NULL OR {column}_r IS NULL"), _level(f"{column}_l = {column}_r", "the same"), _else("another")])


def _shared(what: str, overlap: str) -> dict[str, Any]:
    levels = [_null(f"{what}s_l IS NULL OR {what}s_r IS NULL"), _level(f"{overlap}({what}s_l, {what}s_r)", "one in common"), _else("others")]
    return _comparison(what, levels)


def _comparison(about: str, levels: list[dict[str, Any]]) -> dict[str, Any]:
    return {"output_column_name": about, "comparison_levels": levels}


def _null(condition: str) -> dict[str, Any]:
    return {"sql_condition": condition, "label_for_charts": "unknown", "is_null_level": True}


def _level(condition: str, label: str, *, rarity: str = "") -> dict[str, Any]:
    return {"sql_condition": condition, "label_for_charts": label, **({"tf_adjustment_column": rarity, "tf_adjustment_weight": 1.0} if rarity else {})}


def _else(label: str) -> dict[str, Any]:
    return {"sql_condition": "ELSE", "label_for_charts": label}


def _weighed(comparison: dict[str, Any], weights: Weights) -> dict[str, Any]:
    found = weights.get(comparison["output_column_name"], {})
    for level in comparison["comparison_levels"]:
        if level["label_for_charts"] in found:
            level["m_probability"], level["u_probability"] = found[level["label_for_charts"]]
    return comparison
