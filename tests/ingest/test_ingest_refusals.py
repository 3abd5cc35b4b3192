"""Files that are refused: each reason, the rows that went each way, and that nothing beside them is stopped."""

from __future__ import annotations

import fcntl
import os
import zlib
from dataclasses import replace
from datetime import timedelta

import pytest
from ingest_lake import AS_OF, HEADER, ORDERS, VISITS, gz, went

from orchestration import ingest, readers
from orchestration.feeds import FeedError, load_feeds
from orchestration.ingest import ingest_feed, ingest_unclaimed, ledger_entries
from orchestration.readers.delimited import LONGEST_HEADER, Delimited

GOOD = HEADER + b"1,A,1,n\n2,B,2,n\n"
PACKED = gz(HEADER + b"".join(b"%d,%x,1,n\n" % (i, zlib.crc32(b"%d" % i)) for i in range(5000)))
TAKEDOWNS = b"Filename,Year,Month,Date,Description,Type of Notice,Number of Repos Affected\nx,2024,1,1,d,takedown,1\n"
REFUSED = {
    "empty": (b"", "empty_file", "Check the export"),
    "only-blank-lines": (b"\xef\xbb\xbf\r\n \r\n\n", "empty_file", "Check the export"),
    "gzipped-nothing": (gz(b""), "empty_file", "Check the export"),
    "header-only": (HEADER, "header_only", "no record"),
    "header-only-without-line-end": (HEADER.strip(), "header_only", "no record"),
    "html": (b"<!DOCTYPE html>\n<html><body>Sign in</body></html>\n", "not_csv", "HTML"),
    "json": (b'{"order_id": 1, "supplier": "A", "amount": 2}\n', "not_csv", "JSON"),
    "workbook": (b"PK\x03\x04\x14\x00\x06\x00" + bytes(200), "not_csv", "Excel"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "not_csv", "PDF"),
    "controls": (b"\x01\x02\x03,\x04\n\x05\x06\n", "not_csv", "control characters"),
    "prose": (b"Dear team\nplease find the orders attached.\n", "not_csv", "single cell"),
    "no-line-end": (b"x" * (LONGEST_HEADER + 2), "not_csv", "first megabyte"),
    "wrong-table": (TAKEDOWNS, "wrong_table", "takedown_cases"),
    "missing-columns": (b"order_id,note\n1,n\n", "missing_columns", "supplier, amount"),
    "no-header": (b"17,A,3\n18,B,4\n", "missing_columns", "is the header missing?"),
    "unknown-columns": (b"order_id,supplier,amount,colour\n1,A,2,red\n", "unknown_columns", "optional_columns"),
    "duplicate-header": (b"order_id,Supplier,SUPPLIER,amount\n1,A,B,2\n", "duplicate_header", "supplier"),
    "truncated-gzip": (PACKED[:-9], "truncated_gzip", "Send the file again"),
    "gzip-cut-in-half": (PACKED[: len(PACKED) // 2], "truncated_gzip", "Send the file again"),
    "corrupt-gzip": (PACKED[:2000] + bytes(20) + PACKED[2020:], "corrupt_gzip", "Send the file again"),
    "gzip-checksum": (PACKED[:-8] + b"\0\0\0\0" + PACKED[-4:], "corrupt_gzip", "Send the file again"),
    "gzip-trailing-bytes": (gz(GOOD) + b"more", "corrupt_gzip", "Send the file again"),
    "open-quote-at-the-end": (GOOD + b'3,"C,3,n\n4,D,4,n\n', "unbalanced_quotes", "before line 4"),
    "open-quote-closed-later": (GOOD + b'3,"C,3,n\n4,"D",4,n\n', "unbalanced_quotes", "before line 5"),
    "odd-quotes-on-a-line": (GOOD + b'3,"say "hi" to,3,n\n4,D,4,n\n', "unbalanced_quotes", "before line 4"),
    "open-quote-after-a-stray-one": (GOOD + b'3,5" pipe,1,n\n4,"D,4,n\n', "unbalanced_quotes", "before line 5"),
    "open-quote-in-header": (b'order_id,"supplier,amount\n1,A,2\n', "unbalanced_quotes", "before line 1"),
    "nul-bytes": (GOOD + b"3,C\0,3,n\n", "nul_bytes", "line 4"),
    "utf-16-without-mark": (GOOD.decode().encode("utf-16-le"), "nul_bytes", "UTF-16"),
    "undecodable": (
        GOOD + b"3,\xe9\x81,3,n\n",
        "undecodable",
        "byte 48 is not valid utf-8; byte 49",
    ),
    "broken-utf-8-after-a-mark": (b"\xef\xbb\xbf" + GOOD + b"3,\xe9,3,n\n", "undecodable", "not valid utf-8"),
    "cut-in-a-character": (b"\xef\xbb\xbf" + HEADER + b"1,A,\xe2\x82", "undecodable", "not valid utf-8"),
}


@pytest.mark.parametrize(("content", "reason", "told"), REFUSED.values(), ids=REFUSED)
def test_a_bad_file_is_refused_with_its_reason_and_kept_and_the_file_beside_it_is_loaded(lake, content, reason, told):
    lake.land("shop/orders_bad.csv", content)
    lake.land("shop/orders_good.csv", GOOD)
    result = lake.run()
    bad, good = result.entries
    assert (bad["status"], bad["reason"], went(bad)) == ("refused", reason, (None, 0, 0))
    assert told in bad["detail"]
    assert bad["detail"].endswith(".")
    assert lake.kept_copy(bad) == content
    assert bad["size_bytes"] == len(content)
    assert (good["status"], went(good)) == ("loaded", (2, 2, 0))
    assert (result.refused, result.loaded, result.row_count, result.raw_count) == (1, 1, 2, 2)
    assert lake.raw("order_id") == [("1",), ("2",)]
    assert lake.quarantined("1") == []
    assert lake.run().unchanged


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty_file"),
        (b"\r\n\r\n", "empty_file"),
        (b"visit_id,pages\n1,2\n", "not_jsonl"),
        (b'[\n{"visit_id": 1, "pages": 2},\n{"visit_id": 3, "pages": 4},\n"x"]\n', "not_jsonl"),
        (b"PK\x03\x04" + bytes(100), "not_jsonl"),
        (b'{"visit_id": 1, "pages": 2}\n\0', "nul_bytes"),
        (b'{"visit_id": 1, "pages": "\xe9"}\n', "undecodable"),
        (PACKED[:-3], "truncated_gzip"),
    ],
)
def test_a_bad_json_lines_file_is_refused(lake, content, reason):
    entry = lake.load(content, "shop/visits.jsonl", VISITS)
    assert (entry["status"], entry["reason"], went(entry)) == ("refused", reason, (None, 0, 0))
    assert lake.kept_copy(entry) == content
    assert lake.raw(feed=VISITS) == []


def test_ragged_rows_do_not_refuse_the_file_even_if_all_are(lake):
    entry = lake.load(HEADER + b"1\n2,\n3,C,\n")
    assert (entry["status"], went(entry)) == ("loaded", (3, 0, 3))


def test_a_header_that_may_be_data_is_not_written_into_the_ledger(lake):
    entry = lake.load(b"17,Jane Doe,3\n18,John Doe,4\n")
    assert entry["reason"] == "missing_columns"
    assert "Doe" not in str(entry)


def test_two_files_of_the_same_content_are_loaded_once(lake):
    lake.land("shop/orders_1.csv", GOOD)
    lake.land("shop/orders_2.csv", GOOD)
    lake.land("shop/orders_3.csv.gz", gz(GOOD))
    result = lake.run()
    assert [(entry["status"], entry["reason"], went(entry)) for entry in result.entries] == [
        ("duplicate", "duplicate_content", (None, 0, 0)),
        ("duplicate", "duplicate_content", (None, 0, 0)),
        ("loaded", None, (2, 2, 0)),
    ]
    assert "shop/orders_3.csv.gz" in result.entries[1]["detail"]
    assert (result.loaded, result.duplicates, result.row_count) == (1, 2, 2)
    assert lake.raw("order_id") == [("1",), ("2",)]
    assert lake.run().unchanged


@pytest.mark.parametrize(("new_name", "status"), [("shop/orders_2.csv", "loaded"), ("shop/orders-a.csv", "duplicate")])
def test_a_file_that_was_renamed_after_loading_counts_once(lake, new_name, status):
    before = lake.load(GOOD)["loaded_at"]
    (lake.workspace.landing / "shop/orders.csv").rename(lake.workspace.landing / new_name)
    assert [entry["status"] for entry in lake.run(as_of=AS_OF + timedelta(days=1)).entries] == [status]
    assert len(lake.raw("1")) == 2
    assert {str(stamp) for (stamp,) in lake.raw("_loaded_at")} == {before}, "a new name makes no row younger"


def test_equal_snapshots_of_two_days_are_two_statements(lake):
    roster = replace(ORDERS, is_snapshot=True)
    for name, content in (("20240301", GOOD), ("20240302", HEADER + b"7,X,7,\n"), ("20240303", GOOD), ("20240303_copy", GOOD)):
        lake.land(f"shop/orders_{name}.csv", content)
    assert [entry["status"] for entry in lake.run(roster).entries] == ["loaded", "loaded", "duplicate", "loaded"]
    days = lake.raw("distinct cast(_file_time as date)")
    assert sorted(str(day) for (day,) in days) == ["2024-03-01", "2024-03-02", "2024-03-03"]
    assert lake.run(roster).unchanged


# ---------------------------------------------------------------- files that are still being written


def test_a_file_that_somebody_has_open_for_writing_waits_for_the_next_run(lake):
    path = lake.land("shop/orders.csv", GOOD)
    with open(path, "ab") as writer:
        try:
            with open(path, "rb") as reader:
                fcntl.fcntl(reader, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        except BlockingIOError:
            pass
        except OSError:
            pytest.skip("this file system has no leases")
        (entry,) = lake.run().entries
        assert (entry["status"], entry["reason"], went(entry)) == ("refused", "still_being_written", (None, 0, 0))
        assert entry["file_sha256"] is None
        assert lake.run().unchanged
        writer.write(b"3,C,3,n\n")
    result = lake.run()
    assert [(entry["status"], went(entry)) for entry in result.entries] == [("loaded", (3, 3, 0))]
    assert len(ledger_entries(lake.workspace)) == 1


def test_a_file_that_changes_while_it_is_read_waits_for_the_next_run(lake, monkeypatch):
    path = lake.land("shop/orders.csv", GOOD)
    spool_file = readers.spool_file

    def change_meanwhile(*arguments):
        spool_file(*arguments)
        with open(path, "ab") as writer:
            writer.write(b"3,C,3,n\n")

    with monkeypatch.context() as patched:
        patched.setattr(readers, "spool_file", change_meanwhile)
        (entry,) = lake.run().entries
    assert (entry["reason"], went(entry)) == ("still_being_written", (None, 0, 0))
    assert lake.raw("1") == []
    assert [went(entry) for entry in lake.run().entries] == [(3, 3, 0)]
    assert len(ledger_entries(lake.workspace)) == 1


def test_a_file_that_is_replaced_while_it_is_read_waits_for_the_next_run(lake, monkeypatch):
    path = lake.land("shop/orders.csv", GOOD)
    spool_file = readers.spool_file

    def replace_meanwhile(*arguments):
        spool_file(*arguments)
        os.replace(lake.land("elsewhere", GOOD + b"3,C,3,n\n"), path)

    monkeypatch.setattr(readers, "spool_file", replace_meanwhile)
    assert [entry["reason"] for entry in lake.run().entries] == ["still_being_written"]


@pytest.mark.parametrize("suffix", [".part", ".partial", ".tmp", ".filepart", ".CRDOWNLOAD"])
def test_an_unfinished_name_waits_until_it_is_renamed(lake, suffix):
    path = lake.land(f"shop/orders.csv{suffix}", GOOD)
    (entry,) = lake.run().entries
    assert (entry["status"], entry["reason"], went(entry)) == ("refused", "still_being_written", (None, 0, 0))
    path.rename(lake.workspace.landing / "shop/orders.csv")
    assert [entry["status"] for entry in lake.run().entries] == ["loaded"]
    assert [entry["file_name"] for entry in ledger_entries(lake.workspace)] == ["shop/orders.csv"]


@pytest.mark.parametrize("name", ["shop/.orders.csv.Xa81", "shop/~$orders.csv", "shop/.~lock.orders.csv#"])
def test_hidden_and_lock_files_are_recorded_as_unfinished(lake, name):
    lake.land(name, GOOD)
    (entry,) = ingest_unclaimed(lake.workspace, {ORDERS.name: ORDERS}, AS_OF).entries
    assert (entry["feed"], entry["file_name"], entry["reason"]) == ("unclaimed", name, "still_being_written")


# ---------------------------------------------------------------- names and links


@pytest.mark.parametrize(
    ("name", "recorded"),
    [
        (r"shop/orders..\..\secret.csv", r"shop/orders..\..\secret.csv"),
        ("shop/orders%2f..%2f..%2fsecret.csv", "shop/orders%2f..%2f..%2fsecret.csv"),
        ("shop/orders%5c..%5csecret.csv", "shop/orders%5c..%5csecret.csv"),
        ("shop/orders\n.csv", r"shop/orders\n.csv"),
        ("shop/orders\x1b[31m.csv", r"shop/orders\x1b[31m.csv"),
        ("shop/orders\udcff.csv", r"shop/orders\udcff.csv"),
    ],
)
def test_a_name_that_could_lead_elsewhere_is_refused(lake, name, recorded):
    lake.land(name, GOOD)
    (entry,) = lake.run().entries
    assert (entry["file_name"], entry["status"], entry["reason"]) == (recorded, "refused", "unsafe_name")
    assert went(entry) == (None, 0, 0)
    assert lake.kept_copy(entry) == GOOD
    assert lake.run().unchanged


def test_an_upward_name_that_no_feed_claims_is_recorded_as_unsafe(lake):
    lake.land("%2e%2e%2forders.csv", GOOD)
    (entry,) = ingest_unclaimed(lake.workspace, {ORDERS.name: ORDERS}, AS_OF).entries
    assert (entry["reason"], went(entry)) == ("unsafe_name", (None, 0, 0))


def test_a_link_out_of_the_landing_folder_is_refused_unread(lake, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_bytes(GOOD)
    (lake.workspace.landing / "shop").mkdir()
    (lake.workspace.landing / "shop/orders.csv").symlink_to(secret)
    (lake.workspace.landing / "shop/orders_2.csv").symlink_to("../../secret.csv")
    result = lake.run()
    assert [(entry["reason"], entry["file_sha256"], went(entry)) for entry in result.entries] == [
        ("outside_landing", None, (None, 0, 0))
    ] * 2
    assert not [name for name in lake.files() if name.endswith(".refused")]
    assert lake.raw("1") == []


def test_a_link_to_a_folder_is_refused_and_not_followed(lake, tmp_path):
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/orders.csv").write_bytes(GOOD)
    (lake.workspace.landing / "shop").symlink_to(tmp_path / "shop")
    (entry,) = lake.run().entries
    assert (entry["file_name"], entry["reason"], went(entry)) == ("shop", "outside_landing", (None, 0, 0))
    assert ingest_unclaimed(lake.workspace, {ORDERS.name: ORDERS}, AS_OF).examined == 0
    assert ingest_unclaimed(lake.workspace, {}, AS_OF).entries[0]["reason"] == "outside_landing"


def test_a_link_within_the_landing_folder_is_a_file_like_another(lake):
    lake.land("shop/orders_1.csv", GOOD)
    (lake.workspace.landing / "shop/orders_2.csv").symlink_to("orders_1.csv")
    assert [entry["status"] for entry in lake.run().entries] == ["duplicate", "loaded"]


def test_what_cannot_be_read_is_refused(lake, monkeypatch):
    denied = lake.land("shop/orders_denied.csv", GOOD)
    os.mkfifo(lake.workspace.landing / "shop/orders_pipe.csv")
    (lake.workspace.landing / "shop/orders_broken.csv").symlink_to("nowhere.csv")
    failing = lake.land("shop/orders_failing.csv", GOOD + b"3,C,3,n\n")
    lake.land("shop/orders_good.csv", GOOD + b"4,D,4,n\n")
    os_open, os_read, inode = os.open, os.read, failing.stat().st_ino

    def deny(path, *arguments, **options):
        if path == denied:
            raise PermissionError(13, "Permission denied")
        return os_open(path, *arguments, **options)

    def fail(descriptor, size):
        if os.fstat(descriptor).st_ino == inode:
            raise OSError(5, "Input/output error")
        return os_read(descriptor, size)

    monkeypatch.setattr(os, "open", deny)
    monkeypatch.setattr(os, "read", fail)
    entries = lake.run().entries
    assert [(entry["reason"], went(entry)) for entry in entries] == [
        ("unreadable", (None, 0, 0)),
        ("unreadable", (None, 0, 0)),
        ("unreadable", (None, 0, 0)),
        (None, (3, 3, 0)),
        ("unreadable", (None, 0, 0)),
    ]
    assert "Permission denied" in entries[1]["detail"]
    monkeypatch.undo()
    assert [entry["status"] for entry in lake.run().entries].count("loaded") == 3


def test_a_folder_that_cannot_be_listed_is_recorded(lake, monkeypatch):
    lake.land("shop/orders.csv", GOOD)
    scandir = os.scandir

    def deny(path):
        if str(path).endswith("/shop"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", deny)
    assert [(entry["file_name"], entry["reason"]) for entry in lake.run().entries] == [("shop", "unreadable")]


# ---------------------------------------------------------------- accounts


def test_a_reader_that_loses_a_record_refuses_the_file(lake, monkeypatch):
    records = Delimited.records
    monkeypatch.setattr(readers, "read_with_duckdb", lambda *_: False)
    monkeypatch.setattr(Delimited, "records", lambda *arguments: list(records(*arguments))[:-1])
    entry = lake.load(GOOD)
    assert (entry["status"], entry["reason"], went(entry)) == ("refused", "count_mismatch", (None, 0, 0))
    assert lake.raw("1") == []
    assert lake.kept_copy(entry) == GOOD


def test_files_that_no_feed_takes_are_recorded_until_a_feed_takes_them(lake):
    lake.land("shop/ordres.csv", GOOD)
    lake.land("shop/orders.csv", GOOD)
    result = ingest_unclaimed(lake.workspace, {ORDERS.name: ORDERS}, AS_OF)
    (entry,) = result.entries
    assert (entry["feed"], entry["file_name"], entry["reason"]) == ("unclaimed", "shop/ordres.csv", "no_feed")
    assert lake.kept_copy(entry) == GOOD
    assert ingest_unclaimed(lake.workspace, {ORDERS.name: ORDERS}, AS_OF).unchanged
    (lake.workspace.landing / "shop/ordres.csv").rename(lake.workspace.landing / "shop/orders_2.csv")
    assert ingest_unclaimed(lake.workspace, {ORDERS.name: ORDERS}, AS_OF).examined == 0
    assert [entry["is_in_landing"] for entry in ledger_entries(lake.workspace)] == [False]


def test_a_damaged_file_of_one_feed_leaves_the_other_feeds_alone(lake):
    lake.land("shop/orders.csv", PACKED[:-9])
    lake.land("shop/visits.jsonl", b'{"visit_id": 1, "pages": 2}\n')
    results = [ingest_feed(lake.workspace, feed, AS_OF) for feed in (ORDERS, VISITS)]
    assert [(result.loaded, result.refused, result.raw_count) for result in results] == [(0, 1, 0), (1, 0, 1)]


def test_a_file_that_two_feeds_claim_is_an_error_in_the_declarations(lake):
    lake.land("sap/EKKO.csv", GOOD)
    greedy = ORDERS.__class__(**{**ORDERS.__dict__, "files": "sap/*.csv"})
    with pytest.raises(FeedError, match="sap/EKKO.csv is claimed by the feeds ekko, shop_orders: narrow"):
        lake.run(greedy)
    feeds = {**load_feeds(), greedy.name: greedy}
    assert ingest_unclaimed(lake.workspace, feeds, AS_OF).examined == 0


def test_one_feed_has_one_writer_at_a_time(lake):
    lake.run()
    with ingest._locked(lake.workspace.ledger / "shop_orders"):
        descriptor = os.open(lake.workspace.ledger / "shop_orders", os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(descriptor)
