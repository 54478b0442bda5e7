"""Splink's plain recipe over a register: `python -m tests.bench.names.plain_splink DATA SPILLED`. What one gets from its documentation, for comparison: names in Latin letters under
NameComparison, DateOfBirthComparison, exact sex and phone; blocked by given and last name, given and father, day of birth, phone; u by sampling, m by EM. The first of January
is taken as the year alone, as with us. What is more than MEMORY goes to the folder SPILLED.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa

from amana.lib.names.matching.people import PARTS
from tests.bench.names.romanised import romanised

MEMORY = "4GB"


def table_of(path: Path) -> tuple[list[str], pa.Table]:
    ids: list[str] = []
    columns: dict[str, list] = {name: [] for name in ("given", "father", "last", "dob", "sex", "phone")}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            names = record["name"]
            parts = names.get("la") or names.get("ar") or {}
            written = {part: romanised(parts[part]) for part in PARTS if parts.get(part)}
            dob = record.get("dob") or ""
            ids.append(record["id"])
            for name, value in {"given": written.get("given"), "father": written.get("father"), "last": written.get("family") or written.get("grandfather"),
                                "dob": dob if len(dob) == 10 and not dob.endswith("-01-01") else None, "sex": record.get("sex"), "phone": record.get("phone")}.items():
                columns[name].append(value)
    return ids, pa.table({"person": pa.array(np.arange(len(ids), dtype=np.int32)), **{name: pa.array(values, pa.string()) for name, values in columns.items()}})


def found_in(table: pa.Table, people: int, spilled: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """Pairs from a probability of 0.05 on, with it, and how many were compared."""
    import duckdb
    import splink.comparison_library as compared
    from splink import Linker, SettingsCreator, block_on
    from splink.backends.duckdb import DuckDBAPI

    recipe = SettingsCreator(
        link_type="dedupe_only", unique_id_column_name="person", probability_two_random_records_match=0.2 / people,
        blocking_rules_to_generate_predictions=[block_on("given", "last"), block_on("given", "father"), block_on("dob"), block_on("phone")],
        comparisons=[compared.NameComparison("given"), compared.NameComparison("father"), compared.NameComparison("last"),
                     compared.DateOfBirthComparison("dob", input_is_string=True), compared.ExactMatch("sex"), compared.ExactMatch("phone")],
        retain_matching_columns=False)
    with duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(spilled)}) as connection:
        linker = Linker(DuckDBAPI(connection).register(table), recipe, log_level=None)
        linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
        linker.training.estimate_parameters_using_expectation_maximisation(block_on("phone"))
        linker.training.estimate_parameters_using_expectation_maximisation(block_on("given", "last"))
        blocked = linker.inference.compute_blocked_pairs_for_predict()
        compared_pairs = int(blocked.query_sql(f"SELECT count(*) AS pairs FROM {blocked.physical_name}").as_record_list()[0]["pairs"])
        found = linker.inference.predict(threshold_match_probability=0.05, warning_mode="never").as_pyarrow_table()
    one, other, chance = (found.column(name).to_numpy() for name in ("person_l", "person_r", "match_probability"))
    return one, other, chance, compared_pairs


def main(folder: Path, spilled: Path) -> None:
    ids, table = table_of(folder / "registry.jsonl")
    one, other, chance, compared = found_in(table, len(ids), spilled)
    with (folder / "plain.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps({"a": ids[a], "b": ids[b], "p": float(p)}) + "\n" for a, b, p in zip(one, other, chance, strict=True))
    print(f"{len(ids)} records; {compared} pairs compared")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
