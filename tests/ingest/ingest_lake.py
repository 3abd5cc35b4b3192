"""A small warehouse with two made-up feeds, and the questions that the tests ask of it."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration.feeds import Feed
from orchestration.ingest import FeedResult, ingest_feed
from orchestration.workspace import Workspace

AS_OF = datetime(2024, 1, 31, 12, tzinfo=UTC)
ORDERS = Feed(
    name="shop_orders",
    source="shop",
    files="shop/orders*.csv*",
    format="csv",
    encodings=("utf-8", "cp1252"),
    required_columns=("order_id", "supplier", "amount"),
    optional_columns=("note", "unnamed_5"),
    key=("order_id",),
    header_aliases={"Order No.": "order_id"},
)
VISITS = Feed(
    name="shop_visits",
    source="shop",
    files="shop/visits*.jsonl*",
    format="jsonl",
    required_columns=("visit_id", "pages"),
    optional_columns=("s3", "comment"),
    key=("visit_id",),
)
HEADER = b"order_id,supplier,amount,note\n"


class Lake:
    """A landing folder and what the ingest stage makes of it."""

    def __init__(self, folder: Path) -> None:
        self.workspace = Workspace(folder / "home", folder / "landing")
        self.workspace.landing.mkdir(parents=True)
        self.messages: list[str] = []

    def land(self, name: str, content: bytes | str) -> Path:
        path = self.workspace.landing / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def run(self, feed: Feed = ORDERS, as_of: datetime = AS_OF) -> FeedResult:
        return ingest_feed(self.workspace, feed, as_of, self.messages.append)

    def load(self, content: bytes | str, name: str = "shop/orders.csv", feed: Feed = ORDERS) -> dict:
        """Land one file, run, and return its ledger entry."""
        self.land(name, content)
        return {entry["file_name"]: entry for entry in self.run(feed).entries}[name]

    def raw(self, columns: str = "* exclude (_feed, _file_sha256, _loaded_at)", feed: Feed = ORDERS) -> list[tuple]:
        return self._query(f"select {columns}", self.workspace.raw / feed.name)

    def quarantined(self, columns: str, feed: Feed = ORDERS) -> list[tuple]:
        return self._query(f"select {columns}", self.workspace.quarantine / feed.name)

    def _query(self, select: str, folder: Path) -> list[tuple]:
        with duckdb.connect() as connection:
            files = f"read_parquet('{folder}/*.parquet', union_by_name = true)"
            return connection.execute(f"{select} from {files} order by _file_name, _row_number").fetchall()

    def kept_copy(self, entry: dict) -> bytes | None:
        path = self.workspace.quarantine / entry["feed"] / f"{entry['file_sha256']}.refused"
        return path.read_bytes() if path.exists() else None

    def files(self) -> dict[str, bytes]:
        """Every file of the lake by name."""
        return {
            str(path.relative_to(self.workspace.lake)): path.read_bytes()
            for path in sorted(self.workspace.lake.rglob("*"))
            if path.is_file()
        }


def went(entry: dict) -> tuple:
    """How many rows of a file went which way: counted, to raw, to quarantine."""
    return entry["row_count"], entry["raw_count"], entry["quarantined_count"]


def gz(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)
