"""What a publication holds, how it is verified, named, kept and rolled back."""

import json
import os
import stat
from dataclasses import replace

import duckdb
import pytest
from small_warehouse import AS_OF, TABLES, Warehouse

from orchestration import publish as publishing
from orchestration.evidence import chain_entries, version_damage
from orchestration.publish import (
    PublicationError,
    PublishedTable,
    canonical_export,
    canonical_hash,
    current_version,
    rollback,
    versions,
)


def query(database, sql):
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_a_publication_holds_database_parquet_and_manifest(warehouse: Warehouse):
    publication = warehouse.publish("a")
    workspace = warehouse.workspace

    assert publication.version == "000001-run-a"
    assert os.readlink(workspace.published / "current") == "versions/000001-run-a"
    assert json.loads((publication.directory / "manifest.json").read_bytes()) == publication.manifest
    assert sorted(publication.manifest["files"]) == [
        "opsfacts.duckdb",
        "parquet/core/fct_orders.parquet",
        "parquet/support/fct_tickets.parquet",
    ]
    orders = publication.manifest["tables"][0]
    assert orders["row_count"] == 500
    assert orders["columns"][2] == {"name": "order_amount", "type": "DECIMAL(18,4)"}
    # by hand: even i below 500 sum to 62250, without multiples of 14 (8820) 53430; a quarter of it is 13357.5
    assert orders["control_totals"][0] == {"column": "order_amount", "currency_code": "EUR", "total": "13357.5000"}
    assert [total["currency_code"] for total in orders["control_totals"]] == ["EUR", "USD"]
    files = [path for path in publication.directory.rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o444}
    assert version_damage(publication.directory) == []
    assert not (workspace.build / "spill").exists()


def test_the_database_describes_itself(warehouse: Warehouse):
    publication = warehouse.publish("a")
    assert query(publication.database, "select version, run_id, as_of_at, fingerprint from publication.publication") == [
        ("000001-run-a", "run-a", AS_OF, "fingerprint of a")
    ]
    assert query(publication.database, "select comment from duckdb_tables() where table_name = 'fct_orders'") == [
        ("One row per order; the buyer's view.",)
    ]
    comments = dict(query(publication.database, "select column_name, comment from duckdb_columns() where not internal"))
    assert comments["order_amount"] == "Value in currency_code."
    assert comments["as_of_at"] == "Instant (UTC) that the facts report as of."


def test_rows_are_stored_by_grain_whatever_the_order_of_the_build(warehouse: Warehouse, tmp_path):
    exports = []
    for shuffled in (False, True):
        warehouse.build("same", shuffled=shuffled)
        publication = warehouse.publish_built("same")
        parquet = publication.directory / "parquet/core/fct_orders.parquet"
        for relation in ("core.fct_orders", f"'{parquet}'"):
            ids = query(publication.database, f"select order_id from {relation}")
            assert ids == sorted(ids)
            assert len(ids) == 500
        exported = canonical_export(publication.database, tmp_path / f"export-{shuffled}")
        exports.append({path.name: path.read_bytes() for path in exported})
    assert exports[0] == exports[1]
    assert sorted(exports[0]) == ["core.fct_orders.csv", "support.fct_tickets.csv"]
    built = canonical_export(warehouse.workspace.build_database, tmp_path / "built")
    assert {path.name: path.read_bytes() for path in built} == exports[0]


CANONICAL = r"""
select * from (values
    (2, 'b', 0.1::double, 1.5::decimal(18, 4), timestamptz '2025-03-30 02:00:00+02', ['x', null], 300::hugeint),
    (1, '\N', -0.0::double, null, null, null, null),
    (1, null, 1e300::double, 0, timestamptz '2025-01-01 00:00:00.000001+00', ['a,b'], -1),
    (1, e'line\nfeed, "quoted" text', 'nan'::double, -0.5, null, null, 0)
) as rows(id, label, ratio, order_amount, opened_at, list, big)"""
CANONICAL_CSV = r"""id,"label",ratio,order_amount,opened_at,"list",big
1,\N,1e+300,0.0000,2025-01-01 00:00:00.000001,"['a,b']",-1
1,"\N",0.0,\N,\N,\N,\N
1,"line
feed, ""quoted"" text",nan,-0.5000,\N,\N,0
2,"b",0.1,1.5000,2025-03-30 00:00:00,"[x, NULL]",300
"""


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo"])
def test_canonical_text_has_one_rendering_per_value(tmp_path, monkeypatch, zone):
    monkeypatch.setenv("TZ", zone)
    with duckdb.connect(str(tmp_path / "content.duckdb")) as connection:
        connection.execute(f"create table things as {CANONICAL}")
    (path,) = canonical_export(tmp_path / "content.duckdb", tmp_path / "export")
    assert path.read_text() == CANONICAL_CSV


def test_the_content_hash_sees_every_change_but_row_order():
    def content_hash(select):
        connection.execute(f"create or replace table content as {select}")
        return canonical_hash(connection, "memory", "main", "content", ["id"])

    with duckdb.connect() as connection:
        variants = [
            "select * from (values (1, 'a'), (2, 'b')) as v(id, label)",
            "select * from (values (1, 'b'), (2, 'a')) as v(id, label)",
            "select * from (values (1, 'a'), (2, 'b'), (2, 'b')) as v(id, label)",
            "select * from (values (1, 'a'), (2, null)) as v(id, label)",
            "select * from (values (1, 'a'), (2, '\\N')) as v(id, label)",
            "select * from (values (1, 'a'), (2, '')) as v(id, label)",
            "select * from (values (1, 'a'), (2, 'b')) as v(id, name)",
            "select * from (values (1::bigint, 'a'), (2, 'b')) as v(id, label)",
            "select * from (values ('1,\"a', 'b')) as v(id, label)",
            "select * from (values ('1', 'a\",\"b')) as v(id, label)",
            "select 1 as id, 'a' as label where false",
        ]
        hashes = [content_hash(select) for select in variants]
        assert len(set(hashes)) == len(variants)
        assert content_hash("select * from (values (2, 'b'), (1, 'a')) as v(id, label)") == hashes[0]


def test_the_content_hash_is_that_of_the_build(warehouse: Warehouse):
    warehouse.build("a", shuffled=True)
    publication = warehouse.publish_built("a")
    with duckdb.connect(str(warehouse.workspace.build_database), read_only=True) as connection:
        for entry in publication.manifest["tables"]:
            assert entry["content_hash"] == canonical_hash(
                connection, "opsfacts", entry["schema"], entry["name"], entry["order_by"]
            )


def test_sums_of_integers_are_published_as_bigint(warehouse: Warehouse):
    warehouse.build("a")
    with duckdb.connect(str(warehouse.workspace.build_database)) as connection:
        connection.execute(
            "create table support.sums as select 1 as id, sum(ticket_id) + 9007199254740992 as total from support.fct_tickets"
        )
        assert connection.execute("select typeof(total) from support.sums").fetchone() == ("HUGEINT",)
    publication = warehouse.publish_built("a", tables=[PublishedTable("support", "sums", "Sums.", [], ["id"])])
    for relation in ("support.sums", f"'{publication.directory}/parquet/support/sums.parquet'"):
        sums = query(publication.database, f"select total, typeof(total) from {relation}")
        assert sums == [(2**53 + 499 * 500 // 2, "BIGINT")]


def test_the_newest_versions_are_kept_and_numbers_grow(warehouse: Warehouse):
    for marker in "abcde":
        warehouse.publish(marker, keep=3)
    assert versions(warehouse.workspace) == ["000003-run-c", "000004-run-d", "000005-run-e"]
    assert current_version(warehouse.workspace) == "000005-run-e"
    rollback(warehouse.workspace, "000003-run-c", reason="test")
    warehouse.publish("f", keep=3)
    assert versions(warehouse.workspace) == ["000004-run-d", "000005-run-e", "000006-run-f"]
    assert [path.name for path in (warehouse.workspace.published / "versions").glob(".*")] == []


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ([], "at least one table"),
        ([replace(TABLES[0], name="fct_gone")], r"core\.fct_gone has no column .* there is no such table"),
        ([replace(TABLES[0], columns=[("gone", "")])], r"fct_orders has no column 'gone'; its columns are: order_id"),
        ([replace(TABLES[0], order_by=["gone"])], r"core\.fct_orders has no column 'gone'"),
    ],
)
def test_what_the_build_does_not_hold_is_not_published(warehouse: Warehouse, tables, message):
    warehouse.publish("a")
    with pytest.raises(PublicationError, match=message):
        warehouse.publish("b", tables=tables)
    assert versions(warehouse.workspace) == ["000001-run-a"]


def test_a_table_that_was_written_otherwise_than_built_stops_the_publication(warehouse: Warehouse, monkeypatch):
    warehouse.publish("a")
    write = publishing._write_table

    def lose_a_digit(connection, table):
        write(connection, table)
        connection.execute("update published.core.fct_orders set order_amount = 1 where order_id = 'PO000003'")

    monkeypatch.setattr(publishing, "_write_table", lose_a_digit)
    with pytest.raises(PublicationError, match=r"core\.fct_orders was not written as built: 500 rows .* in Parquet"):
        warehouse.publish("b")
    assert current_version(warehouse.workspace) == "000001-run-a"
    assert os.listdir(warehouse.workspace.published / "versions") == ["000001-run-a"]


def test_rollback_switches_and_leaves_evidence(warehouse: Warehouse):
    for marker in "abc":
        warehouse.publish(marker)
    workspace = warehouse.workspace
    assert rollback(workspace, reason="wrong rates", operator="ada").version == "000002-run-b"
    assert query(workspace.published / "current/opsfacts.duckdb", "select distinct marker from core.fct_orders") == [("b",)]
    assert rollback(workspace, "000003-run-c", reason="rates were right").version == "000003-run-c"
    first, second = (
        json.loads((workspace.evidence / entry["run_id"] / "run_manifest.json").read_bytes())
        for entry in chain_entries(workspace)
    )
    assert first["status"] == "rolled_back"
    assert first["operator"] == "ada"
    assert first["parameters"]["from_version"] == "000003-run-c"
    assert first["parameters"]["to_version"] == "000002-run-b"
    assert first["parameters"]["reason"] == "wrong rates"
    assert second["current_version"] == "000003-run-c"


def test_rollback_refuses_what_is_not_whole(warehouse: Warehouse):
    workspace = warehouse.workspace
    with pytest.raises(PublicationError, match=r"no version before the current one \(none\)"):
        rollback(workspace, reason="test")
    warehouse.publish("a")
    warehouse.publish("b")
    with pytest.raises(PublicationError, match="needs a reason"):
        rollback(workspace, reason=" ")
    with pytest.raises(PublicationError, match="'../a'; there are: 000001-run-a, 000002-run-b"):
        rollback(workspace, "../a", reason="test")
    with pytest.raises(PublicationError, match="current already"):
        rollback(workspace, "000002-run-b", reason="test")
    parquet = workspace.published / "versions/000001-run-a/parquet/core/fct_orders.parquet"
    content = parquet.read_bytes()
    parquet.chmod(0o644)
    parquet.write_bytes(content[:100] + bytes([content[100] ^ 1]) + content[101:])
    with pytest.raises(PublicationError, match=r"damaged \(\S*fct_orders.parquet was changed .* stays 000002"):
        rollback(workspace, reason="test")
    assert current_version(workspace) == "000002-run-b"
    assert chain_entries(workspace) == []
