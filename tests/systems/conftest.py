"""The warehouse of the example exports, as the build left it."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest


@pytest.fixture(scope="session")
def warehouse(examples_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Read-only, for all tests of the systems."""
    with duckdb.connect(str(examples_home / "build" / "opsfacts.duckdb"), read_only=True) as connection:
        yield connection
