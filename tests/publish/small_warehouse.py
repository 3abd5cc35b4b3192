"""A small warehouse whose build database has one fact per domain, each row carrying the marker of its build."""

from datetime import datetime
from pathlib import Path

import duckdb

from orchestration.publish import Publication, PublishedTable, publish
from orchestration.workspace import Workspace

AS_OF = datetime(2026, 1, 5, 12)
TABLES = [
    PublishedTable(
        "core",
        "fct_orders",
        "One row per order; the buyer's view.",
        [
            ("order_id", "Native id."),
            ("marker", "Build."),
            ("order_amount", "Value in currency_code."),
        ],
        ["order_id"],
    ),
    PublishedTable("support", "fct_tickets", "One row per ticket.", [("ticket_id", "Native id.")], ["ticket_id"]),
]


class Warehouse:
    """A workspace together with a way to rebuild and publish it."""

    def __init__(self, root: Path):
        self.workspace = Workspace(root / "home", root / "landing")
        self.workspace.landing.mkdir(parents=True, exist_ok=True)
        self.workspace.ensure()

    def build(self, marker: str, rows: int = 500, shuffled: bool = False) -> None:
        """Replace the build database; `shuffled` inserts the same rows in another order."""
        self.workspace.build_database.unlink(missing_ok=True)
        order = "md5(i::varchar)" if shuffled else "i"
        with duckdb.connect(str(self.workspace.build_database)) as connection:
            connection.execute("create schema core; create schema support")
            connection.execute(
                f"""create table core.fct_orders as
                select 'PO' || lpad(i::varchar, 6, '0') as order_id, '{marker}' as marker,
                    if(i % 7 = 0, null, (i / 4)::decimal(18, 4)) as order_amount,
                    if(i % 2 = 0, 'EUR', 'USD') as currency_code,
                    timestamp '2025-03-30 00:59:59.5' + to_seconds(i * 1800) as ordered_at,
                    i / 3.0 as share
                from range({rows}) as series(i) order by {order}"""
            )
            connection.execute(
                f"create table support.fct_tickets as select i as ticket_id, '{marker}' as marker "
                f"from range({rows}) as series(i) order by {order}"
            )

    def publish(self, marker: str, **options) -> Publication:
        """Build and publish under the marker's name."""
        self.build(marker)
        return self.publish_built(marker, **options)

    def publish_built(self, marker: str, **options) -> Publication:
        """Publish the build database as it is."""
        arguments = {
            "tables": TABLES,
            "fingerprint": f"fingerprint of {marker}",
            "metadata": {"marker": marker},
        } | options
        return publish(self.workspace, f"run-{marker}", AS_OF, **arguments)
