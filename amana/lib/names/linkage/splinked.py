"""Splink's part: which pairs share a key, and what their names, births and the rest weigh together; on DuckDB here, on Spark where one machine no longer does."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa

from amana.lib.names.linkage.model import Weights, settings

LEAST = -3.0  # log2 of the odds from which a pair is looked at letter by letter
MEMORY = "3GB"  # of DuckDB; what is more goes to disk


class Missing(RuntimeError):
    """The backend is not installed here; the words say what it needs."""


@dataclass(frozen=True)
class Weighed:
    """Pairs by the numbers of their people, the lower first; weight: log2 of the odds that they are one person. compared: how many pairs were."""

    one: np.ndarray
    other: np.ndarray
    weight: np.ndarray
    compared: int
    levels: list[tuple[str, str, float, float]]  # comparison, level, m, u

    def in_order_of(self, *columns: np.ndarray) -> "Weighed":
        """Pairs ordered by what the columns say of the one person, then by their numbers."""
        order = np.lexsort((self.other, self.one, *(column[self.one] for column in reversed(columns))))
        return replace(self, one=self.one[order], other=self.other[order], weight=self.weight[order])


def weighed(table: pa.Table, backend: str, weights: Weights | None = None, least: float = LEAST) -> Weighed:
    """Every pair that shares a key and weighs `least` at least. Raises Missing."""
    from splink import Linker

    with BACKENDS[backend]() as api:
        linker = Linker(api.register(_of_backend(table, api)), settings(backend, len(table), weights), log_level=None)
        blocked = linker.inference.compute_blocked_pairs_for_predict()
        compared = int(blocked.query_sql(f"SELECT count(*) AS pairs FROM {blocked.physical_name}").as_record_list()[0]["pairs"])
        found = linker.inference.predict(threshold_match_weight=least, warning_mode="never").as_pyarrow_table()
        one, other, weight = (found.column(name).to_numpy(zero_copy_only=False) for name in ("person_l", "person_r", "match_weight"))
        return Weighed(np.minimum(one, other), np.maximum(one, other), weight, compared, list(_levels(linker.misc.save_model_to_json()))).in_order_of()


def _levels(model: dict[str, Any]) -> Iterator[tuple[str, str, float, float]]:
    for comparison in model["comparisons"]:
        for level in comparison["comparison_levels"]:
            if "m_probability" in level and "u_probability" in level:
                yield comparison["output_column_name"], level["label_for_charts"], level["m_probability"], level["u_probability"]


@contextmanager
def _duckdb() -> Iterator[Any]:
    import duckdb
    from splink.backends.duckdb import DuckDBAPI

    with TemporaryDirectory(prefix="amana-linkage-") as folder, duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": folder}) as connection:
        yield DuckDBAPI(connection)


@contextmanager
def _spark() -> Iterator[Any]:
    """Of this machine, or of the cluster that the environment names (SPARK_MASTER, SPARK_REMOTE and whatever else Spark itself reads)."""
    if not find_spec("pyspark") or not which("java"):
        raise Missing("Spark needs Java 17 and the extra of this package: pip install 'amana[spark]'.")
    from pyspark.sql import SparkSession
    from splink.backends.spark import SparkAPI, similarity_jar_location

    with TemporaryDirectory(prefix="amana-linkage-") as folder:
        asked = SparkSession.builder.appName("amana people link").config("spark.jars", similarity_jar_location()).config("spark.sql.shuffle.partitions", "8")
        session = asked.config("spark.ui.enabled", "false").config("spark.sql.warehouse.dir", f"{folder}/warehouse").getOrCreate()
        session.sparkContext.setCheckpointDir(folder)
        try:
            yield SparkAPI(spark_session=session, num_partitions_on_repartition=8)
        finally:
            session.stop()


BACKENDS = {"duckdb": _duckdb, "spark": _spark}


def _of_backend(table: pa.Table, api: Any) -> Any:
    return api.spark.createDataFrame(table) if hasattr(api, "spark") else table
