"""The published warehouse of the real exports, as BI would open it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest


@pytest.fixture(scope="session")
def real_warehouse(real_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Read-only connection on the published version of the real exports."""
    with duckdb.connect(str(real_home / "published" / "current" / "opsfacts.duckdb"), read_only=True) as connection:
        yield connection
