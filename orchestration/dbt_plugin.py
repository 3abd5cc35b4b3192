"""What dbt-duckdb loads as a plugin (profiles.yml): gives each connection the function `pseudonym`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin

from orchestration.pseudonyms import load_key, pseudonym


def register(connection: Any, key: bytes) -> None:
    """Give a DuckDB connection the function `pseudonym`; a value that repeats within a batch of rows is hashed once."""
    import pyarrow

    def pseudonyms(domains, values):  # DuckDB would try to resolve annotations
        found: dict[tuple[str, str], str] = {}
        result = []
        for pair in zip(domains.to_pylist(), values.to_pylist(), strict=True):
            if None in pair:
                result.append(None)
                continue
            if pair not in found:
                found[pair] = pseudonym(key, *pair)
            result.append(found[pair])
        return pyarrow.array(result, pyarrow.string())

    types = ["VARCHAR", "VARCHAR"]
    connection.create_function("pseudonym", pseudonyms, types, "VARCHAR", type="arrow", null_handling="special")


class Plugin(BasePlugin):
    """What dbt-duckdb calls for each connection."""

    def configure_connection(self, conn: Any) -> None:
        register(conn, load_key(Path(os.environ["OPSFACTS_HOME"])))
