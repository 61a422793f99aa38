"""The book on disk: one Parquet file with names instead of codes, readable by anybody."""

from __future__ import annotations

import os
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.ledger.accounts import ACCOUNTS, LINES, NO_HOLDER, PAYERS, PURPOSES, Account, Name
from sim.ledger.posting import POSTING, Postings

SCHEMA_VERSION = "1"
_NAMED: dict[str, tuple[Name, ...] | tuple[Account, ...]] = {
    "debit": ACCOUNTS, "credit": ACCOUNTS, "line": LINES, "payer": PAYERS, "purpose": PURPOSES,
}  # fmt: skip


def table(rows: Postings, institutions: Sequence[str], schemes: Sequence[str]) -> pa.Table:
    """Postings as an Arrow table; coded columns become dictionaries of their names, a missing holder is null."""
    names: dict[str, Sequence[str]] = {column: [n.code for n in of] for column, of in _NAMED.items()}
    names["scheme"], names["side"] = schemes, ("giving", "receiving")
    columns: dict[str, pa.Array] = {}
    for column in POSTING.names or ():
        values = np.ascontiguousarray(rows[column])
        if column == "holder":
            none = values == NO_HOLDER
            indices = pa.array(np.where(none, 0, values).astype(np.int32), mask=none)
            columns[column] = pa.DictionaryArray.from_arrays(indices, pa.array(institutions, pa.string()))
        elif column in names:
            columns[column] = pa.DictionaryArray.from_arrays(pa.array(values.astype(np.int8)), pa.array(names[column]))
        else:
            columns[column] = pa.array(values)
    return pa.table(columns)


def write(rows: Postings, path: str | os.PathLike[str], institutions: Sequence[str], schemes: Sequence[str]) -> None:
    """Write `ledger.parquet`. The same book gives the same bytes."""
    made = table(rows, institutions, schemes).replace_schema_metadata({"schema_version": SCHEMA_VERSION})
    pq.write_table(made, os.fspath(path), compression="zstd")


def read(path: str | os.PathLike[str], institutions: Sequence[str], schemes: Sequence[str]) -> Postings:
    """The postings back from disk.

    Raises:
        ValueError: another schema version, or a name that the chart of accounts does not have.
    """
    stored = pq.read_table(os.fspath(path))
    version = (stored.schema.metadata or {}).get(b"schema_version", b"").decode()
    if version != SCHEMA_VERSION:
        raise ValueError(
            f"{os.fspath(path)}: ledger of schema version {version or 'unknown'}, expected {SCHEMA_VERSION}"
        )
    names: dict[str, Sequence[str]] = {column: [n.code for n in of] for column, of in _NAMED.items()}
    names["scheme"], names["side"], names["holder"] = schemes, ("giving", "receiving"), institutions
    rows = np.zeros(stored.num_rows, POSTING)
    for column in POSTING.names or ():
        values = stored.column(column)
        if column in names:
            index = {name: i for i, name in enumerate(names[column])}
            decoded = values.to_pandas().astype(object)
            unknown = sorted({str(v) for v in decoded.dropna().unique()} - index.keys())
            if unknown:
                raise ValueError(f"{os.fspath(path)}: unknown {column}: {', '.join(unknown)}")
            rows[column] = decoded.map(index).fillna(NO_HOLDER).astype(np.int64).to_numpy()
        else:
            rows[column] = values.to_numpy()
    return rows
