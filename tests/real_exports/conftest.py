"""The warehouse of the real exports, after a run that published it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest


@pytest.fixture(scope="session")
def real_warehouse(real_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Read-only connection on the build database: what was published (publication compares the two), and the layers before it."""
    with duckdb.connect(str(real_home / "build" / "opsfacts.duckdb"), read_only=True) as connection:
        yield connection
