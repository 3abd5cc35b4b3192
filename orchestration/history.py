"""Where Dagster keeps the history of runs: its own SQLite storage, with the connections kept open.

Dagster opens and closes a connection for each of the thousands of events of a run, several times for some. That takes longer
than writing them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy
from dagster._core.storage.event_log import SqliteEventLogStorage
from sqlalchemy.pool import StaticPool

OPEN_RUNS = 4  # files of the latest runs; the UI looks at any


class OpenSqliteEventLogStorage(SqliteEventLogStorage):
    """As its parent, which takes turns by a lock: so one connection a file serves all threads."""

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        self._engines: dict[str, sqlalchemy.Engine] = {}
        super().__init__(str(Path(base_dir, "history", "runs")), inst_data)  # where Dagster puts them by default

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> OpenSqliteEventLogStorage:
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[sqlalchemy.Connection]:
        with self._db_lock:
            if shard not in self._engines:
                while len(self._engines) > OPEN_RUNS:
                    self._engines.pop(next(iter(self._engines))).dispose()
                self._engines[shard] = sqlalchemy.create_engine(
                    self.conn_string_for_shard(shard),
                    poolclass=StaticPool,
                    connect_args={"timeout": 30, "check_same_thread": False},
                )
            engine = self._engines[shard]
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.begin() as connection:
                yield connection

    def dispose(self) -> None:
        while self._engines:
            self._engines.popitem()[1].dispose()
        super().dispose()
