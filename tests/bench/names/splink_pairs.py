"""Splink's default comparisons on labelled pairs: names in plain Latin letters, NameComparison, DateOfBirthComparison, exact sex and phone; u by sampling, m by EM."""

import json
from pathlib import Path

import pyarrow as pa

from amana.lib.names.matching.people import PARTS
from tests.bench.names.romanised import romanised

COLUMNS = ("given", "father", "last", "dob", "sex", "phone")


def _row(pid: str, record: dict) -> dict:
    parts = record["name"].get("la") or record["name"].get("ar") or {}
    written = {part: romanised(parts[part]) for part in PARTS if parts.get(part)}
    return {"unique_id": pid, "pid": pid, "given": written.get("given"), "father": written.get("father"), "last": written.get("family") or written.get("grandfather"),
            "dob": record.get("dob") if len(record.get("dob") or "") == 10 else None, "sex": record.get("sex"), "phone": record.get("phone")}


def probabilities(path: Path) -> dict[str, float]:
    """By key of the pair."""
    import duckdb
    import splink.comparison_library as compared
    from splink import Linker, SettingsCreator, block_on
    from splink.backends.duckdb import DuckDBAPI

    pairs = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    kinds = pa.schema([(name, pa.string()) for name in ("unique_id", "pid", *COLUMNS)])
    with duckdb.connect() as connection:
        api = DuckDBAPI(connection)
        sides = [api.register(pa.Table.from_pylist([_row(one["pid"], one[side]) for one in pairs], kinds)) for side in ("a", "b")]
        linker = Linker(sides, SettingsCreator(
            link_type="link_only", probability_two_random_records_match=0.4, blocking_rules_to_generate_predictions=[block_on("pid")],
            comparisons=[compared.NameComparison("given"), compared.NameComparison("father"), compared.NameComparison("last"),
                         compared.DateOfBirthComparison("dob", input_is_string=True), compared.ExactMatch("sex"), compared.ExactMatch("phone")]), log_level=None)
        linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
        linker.training.estimate_parameters_using_expectation_maximisation(block_on("pid"), fix_probability_two_random_records_match=True)
        found = linker.inference.predict(warning_mode="never").as_record_list()
    return {one["unique_id_l"]: one["match_probability"] for one in found}
