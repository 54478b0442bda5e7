"""The columns of a register as the one table that Splink is given."""

import numpy as np
import pyarrow as pa

from amana.lib.names.linkage.columns import NAMES, NONE, Columns, Hashes
from amana.lib.names.matching.people import PARTS


def table_of(columns: Columns, people: np.ndarray, keys: Hashes) -> pa.Table:
    """One row for each person by number. people, keys: as `Keys.of_each` gives them."""
    years, months, days = columns.births.T.astype(np.int32)
    no_day = ~columns.has_day
    found = {
        "person": pa.array(np.arange(len(columns), dtype=np.int32)),
        "keys": _lists(np.searchsorted(people, np.arange(len(columns) + 1)), keys.view(np.int64)),
        "every_name": _rows(columns.names.reshape(len(columns), len(PARTS) * NAMES)),
        "year": pa.array(years, mask=years == 0),
        "day": pa.array(months * 100 + days, mask=no_day),
        "turned_day": pa.array(days * 100 + months, mask=no_day),
        "slack": pa.array(columns.slack.astype(np.int32)),
        "sex": pa.array(columns.sex.astype(np.int32), mask=columns.sex == 0),
        "nationality": pa.array(columns.nationality, mask=columns.nationality == NONE),
        "phones": _sets(columns.phones),
        "documents": _sets(columns.documents),
    }
    for part, names in zip(PARTS, columns.names.swapaxes(0, 1), strict=True):
        found[part] = pa.array(names[:, 0], mask=names[:, 0] == NONE)
        found[f"{part}_names"] = _rows(names)
    return pa.table(found)


def _lists(offsets: np.ndarray, values: np.ndarray) -> pa.ListArray:
    return pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), pa.array(values))


def _rows(names: np.ndarray) -> pa.ListArray:
    here = names != NONE
    return _lists(np.concatenate([[0], np.cumsum(here.sum(axis=1))]), names[here])


def _sets(numbers: list[tuple[int, ...]]) -> pa.Array:
    """Null for none, so that what is unknown speaks neither for nor against."""
    return pa.array([list(some) or None for some in numbers], pa.list_(pa.int64()))
