"""Files that are taken: encodings, line ends, quoting, headers, lineage, and both readers giving the same rows."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from unittest import mock

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ingest_lake import AS_OF, HEADER, ORDERS, VISITS, Lake, gz, went

from orchestration import ingest, readers
from orchestration.feeds import Feed
from orchestration.ingest import ingest_unclaimed, ledger_entries
from orchestration.readers import received

TEXT = 'order_id,supplier,amount,note\n1,Käse & Co,"1,50",ok\n2,"Line\nbreak",2,"say ""hi"""\n'
ROWS = [
    ("1", "Käse & Co", "1,50", "ok", None, "shop/orders.csv", None, "default", 1),
    ("2", "Line\nbreak", "2", 'say "hi"', None, "shop/orders.csv", None, "default", 2),
]


@pytest.mark.parametrize(
    ("content", "encoding", "line_ending"),
    [
        (TEXT.encode(), "utf-8", "lf"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8", "lf"),
        (TEXT.encode("utf-16"), "utf-16-le", "lf"),
        (TEXT.encode("cp1252"), "cp1252", "lf"),
        (TEXT.replace("\n", "\r\n").encode(), "utf-8", "crlf"),
        (TEXT.replace("\n", "\r").encode(), "utf-8", "cr"),
        (TEXT.replace("\n", "\r", 1).encode("cp1252"), "cp1252", "mixed"),
        (TEXT.rstrip("\n").encode(), "utf-8", "lf"),
        (b"\n\r\n" + TEXT.replace("\n1", "\n\n\n1").encode() + b"\n\n", "utf-8", "mixed"),
        (gz(TEXT.encode()), "utf-8", "lf"),
        (gz(TEXT[:40].encode()) + gz(TEXT[40:].encode()) + bytes(512), "utf-8", "lf"),
        (TEXT.replace(",", ";").replace('"1;50"', "1,50").encode(), "utf-8", "lf"),
    ],
    ids=["plain", "bom", "utf-16", "cp1252", "crlf", "cr", "mixed", "no-last-end", "blank", "gzip", "members", ";"],
)
def test_the_same_rows_come_out_of_every_encoding_line_end_and_packing(lake, content, encoding, line_ending):
    entry = lake.load(content)
    assert went(entry) == (2, 2, 0)
    assert (entry["status"], entry["encoding"], entry["line_ending"]) == ("loaded", encoding, line_ending)
    assert lake.raw() == ROWS


def test_a_line_end_at_the_border_of_a_chunk_is_one_line_end(lake, monkeypatch):
    lines = [f"{number},s,{number % 7},Zürich\r\n" for number in range(300)]
    monkeypatch.setattr(received, "CHUNK", 7)
    entry = lake.load("".join(["order_id,supplier,amount,note\r\n", *lines]))
    assert went(entry) == (300, 300, 0)
    assert {note for (note,) in lake.raw("note")} == {"Zürich"}


def test_columns_may_come_in_any_order_under_aliases_and_without_the_optional_ones(lake):
    entry = lake.load("Amount,Order No., SUPPLIER \n1.10,007,A\n")
    assert lake.raw("order_id, supplier, amount, note") == [("007", "A", "1.10", None)]
    assert entry["columns"] == ["amount", "order_id", "supplier"]
    assert entry["header"] == ["Amount", "Order No.", " SUPPLIER "]


def test_an_empty_header_is_named_by_its_position(lake):
    lake.load("order_id,supplier,amount,note,\n1,A,2,n,extra\n")
    assert lake.raw("unnamed_5") == [("extra",)]


def test_empty_fields_are_null_and_other_text_stays_as_it_is(lake):
    lake.load('order_id,supplier,amount,note\n1,"", ,NULL\n')
    assert lake.raw("order_id, supplier, amount, note") == [("1", None, " ", "NULL")]


def test_raw_rows_carry_their_lineage_and_the_instant_of_the_first_load(lake):
    entry = lake.load(HEADER + b"1,A,2,\n")
    lake.run(as_of=AS_OF + timedelta(days=1))
    expected = ("shop_orders", entry["file_sha256"], "shop/orders.csv", 1, datetime(2024, 1, 31, 12))
    assert lake.raw("_feed, _file_sha256, _file_name, _row_number, _loaded_at") == [expected]
    assert entry["loaded_at"] == "2024-01-31 12:00:00"


def test_a_feed_without_files_still_has_its_columns(lake):
    result = lake.run()
    assert (result.examined, result.unchanged) == (0, True)
    assert lake.raw() == []
    assert lake.quarantined("_row_number, _line_number, reason, detail, _record") == []


def test_ragged_rows_go_to_quarantine_with_their_line_and_the_others_are_loaded(lake):
    entry = lake.load(HEADER + b'1,A,"two\nlines",n\n2,B\n3,C,3,n,more\n4,D,4,n\n')
    assert went(entry) == (4, 2, 2)
    assert lake.raw("order_id, _row_number") == [("1", 1), ("4", 4)]
    assert lake.quarantined("_row_number, _line_number, reason, detail, _record") == [
        (2, 4, "ragged_row", "2 fields instead of 4.", "2,B\n"),
        (3, 5, "ragged_row", "5 fields instead of 4.", "3,C,3,n,more\n"),
    ]


@pytest.mark.parametrize("surplus", [",", ",,,", ',""'])
def test_empty_fields_too_many_are_ragged_too(lake, surplus):
    """DuckDB would drop them without a word."""
    entry = lake.load(HEADER + f'1,A,1,n\n2,B,2,n{surplus}\n3,"C",3,n\n'.encode())
    assert went(entry) == (3, 2, 1)
    assert lake.quarantined("_row_number, reason") == [(2, "ragged_row")]


def test_a_record_with_broken_quotes_on_one_line_goes_to_quarantine(lake):
    entry = lake.load(HEADER + b'1,A,1,5" pipe\n2,"B"x,2,n\n3,C,3,"n"\n')
    assert went(entry) == (3, 2, 1)
    assert lake.raw("order_id, note") == [("1", '5" pipe'), ("3", "n")]
    assert lake.quarantined("_row_number, _line_number, reason") == [(2, 3, "malformed_quotes")]


def test_json_lines_keep_numbers_as_written_and_bad_lines_go_to_quarantine(lake):
    lines = [
        '{"visit_id": 1, "pages": 1.10, "S3": true, "comment": "Zürich \\u00e9"}',
        '{"visit_id": "2", "pages": null}',
        "",
        '{"visit_id": 12345678901234567890123, "pages": 1e5, "S3": false, "comment": ""}',
        '{"visit_id": 4, "pages"',
        "[1, 2]",
        "17",
        '{"visit_id": 5}',
        '{"visit_id": 6, "pages": 1, "mail": "x"}',
        '{"visit_id": 7, "visit_id": 8, "pages": 1}',
        '{"visit_id": 9, "pages": {"a": 1}}',
        '{"visit_id": 10, "pages": []}',
        '{"visit_id": 11, "pages": NaN}',
        '{"visit_id": 12, "pages": "\\ud800"}',
        '{"visit_id": 13, "pages": "\\u0000"}',
        "[" * 100_000,
        '{"visit_id":' * 100_000,
    ]
    entry = lake.load("\r\n".join(lines), "shop/visits.jsonl", VISITS)
    assert went(entry) == (16, 3, 13)
    assert lake.raw("visit_id, pages, s3, comment, _row_number", VISITS) == [
        ("1", "1.10", "true", "Zürich é", 1),
        ("2", None, None, None, 2),
        ("12345678901234567890123", "1e5", "false", None, 3),
    ]
    assert lake.quarantined("_row_number, _line_number, reason", VISITS) == [
        (4, 5, "bad_json"),
        (5, 6, "not_an_object"),
        (6, 7, "not_an_object"),
        (7, 8, "missing_key"),
        (8, 9, "unknown_key"),
        (9, 10, "duplicate_key"),
        (10, 11, "unknown_key"),
        (11, 12, "nested_value"),
        (12, 13, "bad_json"),
        (13, 14, "bad_json"),
        (14, 15, "nul_bytes"),
        (15, 16, "not_an_object"),
        (16, 17, "bad_json"),
    ]


def test_a_second_run_with_nothing_new_reads_and_writes_nothing(lake, monkeypatch):
    lake.land("shop/orders_1.csv", HEADER + b"1,A,2,\n")
    lake.land("shop/orders_2.csv", HEADER + b"1,A\n")
    lake.land("shop/orders_3.csv", b"nothing,known\n1,2\n")
    first = lake.run()
    assert (first.examined, first.new, first.unchanged) == (3, 3, False)
    before = lake.files()
    monkeypatch.setattr(readers, "spool_file", lambda *_: pytest.fail("an unchanged file was read again"))
    second = lake.run(as_of=AS_OF + timedelta(days=1))
    assert (second.examined, second.new, second.unchanged) == (3, 0, True)
    assert (second.loaded, second.refused, second.row_count, second.raw_count, second.quarantined_count) == (
        2,
        1,
        2,
        1,
        1,
    )
    assert second.entries == first.entries
    assert lake.files() == before


def test_files_may_arrive_in_any_order(tmp_path, lake):
    contents = {f"shop/orders_{number}.csv": HEADER + f"{number},A,{number},\n".encode() for number in range(3)}
    for name in sorted(contents, reverse=True):
        lake.load(contents[name], name)
    other = type(lake)(tmp_path / "other")
    for name, content in contents.items():
        other.land(name, content)
    other.run()
    parquet = {name: content for name, content in lake.files().items() if name.endswith(".parquet")}
    assert len(parquet) == 5
    assert parquet == {name: content for name, content in other.files().items() if name.endswith(".parquet")}


def statuses(lake: Lake) -> dict[tuple[str, str], tuple[str, bool]]:
    """(file, first characters of its hash) -> status and whether it lies in the landing folder."""
    return {
        (entry["file_name"], entry["file_sha256"][:8]): (entry["status"], entry["is_in_landing"])
        for entry in ledger_entries(lake.workspace)
    }


def test_new_content_under_an_old_name_takes_the_place_of_the_old(lake):
    first = lake.load(HEADER + b"1,A,1,\n2,A,1,\n")
    second = lake.load(HEADER + b"1,A,2,\n")
    assert lake.raw("order_id, amount") == [("1", "2")]
    old, new = (("shop/orders.csv", entry["file_sha256"][:8]) for entry in (first, second))
    assert statuses(lake) == {old: ("superseded", False), new: ("loaded", True)}
    entry = next(entry for entry in ledger_entries(lake.workspace) if entry["status"] == "superseded")
    assert (entry["row_count"], entry["raw_count"], entry["quarantined_count"]) == (None, 0, 0)
    assert "Its 2 records are read no longer" in entry["detail"]
    assert (lake.workspace.quarantine / ORDERS.name / f"{first['file_sha256']}.raw_superseded").exists()
    assert lake.run().unchanged

    lake.load(HEADER + b"1,A,1,\n2,A,1,\n")
    assert sorted(lake.raw("order_id, amount")) == [("1", "1"), ("2", "1")]
    assert statuses(lake) == {old: ("loaded", True), new: ("superseded", False)}


def test_a_refused_replacement_and_one_of_the_same_content_take_nothing_away(lake):
    lake.load(HEADER + b"1,A,1,\n")
    assert lake.load(b"nothing of the kind\n")["status"] == "refused"
    assert lake.load(gz(HEADER + b"1,A,1,\n"))["status"] == "duplicate"
    assert lake.raw("order_id, amount") == [("1", "1")]
    lake.load(HEADER + b"1,A,3,\n")
    assert lake.raw("order_id, amount") == [("1", "3")]
    counts = Counter(status for status, _ in statuses(lake).values())
    assert counts == {"superseded": 1, "refused": 1, "duplicate": 1, "loaded": 1}


def test_a_replacement_mends_what_was_loaded_from_a_file_that_has_left(lake):
    lake.load(HEADER + b"1,A,1,\n")
    (lake.workspace.landing / "shop/orders.csv").unlink()
    lake.run()
    lake.load(HEADER + b"1,A,2,\n")
    assert lake.raw("amount") == [("2",)]


@pytest.mark.parametrize("other", ["shop/orders_a.csv", "shop/orders_z.csv"])
def test_a_duplicate_is_loaded_when_the_file_it_repeats_is_replaced(lake, other):
    lake.load(HEADER + b"1,A,1,\n", name="shop/orders_m.csv")
    lake.load(HEADER + b"1,A,1,\n", name=other)
    assert lake.raw("_file_name") == [(max(other, "shop/orders_m.csv"),)], "of copies the later name counts, whichever came first"
    lake.load(HEADER + b"2,A,2,\n", name="shop/orders_m.csv")
    assert sorted(lake.raw("order_id, _file_name")) == [("1", other), ("2", "shop/orders_m.csv")]
    assert lake.run().unchanged


def test_what_was_loaded_stays_when_the_landed_file_leaves(lake):
    lake.load(HEADER + b"1,A,1,\n")
    (lake.workspace.landing / "shop/orders.csv").unlink()
    result = lake.run()
    assert (result.examined, result.unchanged) == (0, False)
    assert [(entry["status"], entry["is_in_landing"]) for entry in ledger_entries(lake.workspace)] == [("loaded", False)]
    assert lake.raw("order_id") == [("1",)]


def test_a_corrected_declaration_reads_refused_and_loaded_files_again(lake):
    lake.land("shop/orders_1.csv", HEADER + b"1,A,1,n\n")
    lake.land("shop/orders_2.csv", b"order_id,supplier,amount,colour\n2,B,2,red\n")
    assert [entry["reason"] for entry in lake.run().entries] == [None, "unknown_columns"]
    corrected = replace(ORDERS, optional_columns=(*ORDERS.optional_columns, "colour"))
    result = lake.run(corrected, AS_OF + timedelta(days=1))
    assert (result.new, result.loaded, result.refused) == (2, 2, 0)
    assert lake.raw("order_id, colour, _loaded_at") == [
        ("1", None, datetime(2024, 1, 31, 12)),
        ("2", "red", datetime(2024, 2, 1, 12)),
    ]


def test_a_lost_raw_file_is_made_again_from_the_landed_one(lake):
    entry = lake.load(HEADER + b"1,A,1,n\n")
    path = lake.workspace.raw / "shop_orders" / f"{entry['file_sha256']}.parquet"
    content = path.read_bytes()
    path.unlink()
    lake.run(as_of=AS_OF + timedelta(days=9))
    assert path.read_bytes() == content


def test_dbt_sources_read_the_ledger_and_the_quarantine(lake):
    """The locations are those of the dbt source `warehouse`."""
    lake.load(HEADER + b"1,A\n2,B,2,\n")
    lake.land("elsewhere/notes.txt", "?")
    ingest_unclaimed(lake.workspace, {ORDERS.name: ORDERS}, AS_OF)
    columns = ", ".join(
        f"{name} := 'VARCHAR'"
        for name in ("feed", "file_name", "file_sha256", "status", "reason", "detail", "encoding", "line_ending")
    )
    columns += ", row_count := 'BIGINT', raw_count := 'BIGINT', quarantined_count := 'BIGINT', size_bytes := 'BIGINT'"
    columns += ", loaded_at := 'TIMESTAMP'"
    with duckdb.connect() as connection:
        ledger = connection.execute(
            "select feed, file_name, status, reason, row_count, raw_count, quarantined_count, loaded_at "
            f"from read_json('{lake.workspace.ledger}/*/*.json', columns = struct_pack({columns})) order by all"
        ).fetchall()
        files = f"read_parquet('{lake.workspace.quarantine}/*/*.parquet', union_by_name = true)"
        quarantined = connection.execute(f"select _feed, _row_number from {files}").fetchall()
    at = datetime(2024, 1, 31, 12)
    assert ledger == [
        ("shop_orders", "shop/orders.csv", "loaded", None, 2, 1, 1, at),
        ("unclaimed", "elsewhere/notes.txt", "refused", "no_feed", None, 0, 0, at),
    ]
    assert quarantined == [("shop_orders", 1)]


def test_the_spool_is_removed_and_that_of_a_dead_process_too(lake):
    stale = lake.workspace.build / "spool" / "left-by-a-crash"
    stale.mkdir(parents=True)
    (stale / "body").write_bytes(b"x" * 100)
    lake.load(HEADER + b"1,A,1,n\n")
    assert list((lake.workspace.build / "spool").iterdir()) == []


def test_the_spool_of_a_living_process_is_left_alone(lake):
    parent = lake.workspace.build / "spool"
    with ingest._spool_folder(parent) as spool:
        lake.load(HEADER + b"1,A,1,n\n")
        assert list(parent.iterdir()) == [spool]


# ---------------------------------------------------------------- the two readers


def both_readers(folder: Path, content: bytes, feed: Feed) -> tuple[readers.Spool, bool, list, list]:
    """What each reader makes of a file: the spool, whether DuckDB took it, its rows, the careful reader's rows."""
    landed = folder / "landed.csv"
    landed.write_bytes(content)
    descriptor = os.open(landed, os.O_RDONLY)
    try:
        spool = readers.Spool(folder / "body")
        readers.spool_file(descriptor, feed, dict, spool)
    finally:
        os.close(descriptor)
    lineage = readers.Lineage(feed.name, spool.file_sha256, "landed.csv", datetime(2024, 1, 31))
    fast, careful = folder / "fast.parquet", folder / "careful.parquet"
    with readers.connect(folder / "spill") as connection:
        taken = readers.read_with_duckdb(connection, spool, feed, lineage, fast)
        counts = readers.read_carefully(spool, feed, lineage, careful, folder / "quarantine.parquet")
        assert sum(counts) == spool.record_count

        def rows(path):
            return connection.execute("from read_parquet(?)", [str(path)]).fetchall()

        return spool, taken, rows(fast) if taken else [], rows(careful)


PAIR = replace(ORDERS, required_columns=("a", "b", "c"), optional_columns=(), header_aliases={}, encodings=("utf-8",))
VALUE = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\r"), max_size=8) | st.sampled_from(
    ["", '"', '""', ",", "\n", "\n\n", '",\n"', "\ufeff", "NULL", "\\", "#", "'", " ", "\t", "\x0b", "\u2028", "\x1a"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(VALUE, VALUE, VALUE), min_size=1, max_size=12), quoting=st.sampled_from([0, 1]))
def test_any_rows_written_as_csv_come_back_through_both_readers(tmp_path, rows, quoting):
    text = io.StringIO()
    csv.writer(text, quoting=quoting, lineterminator="\n").writerows([("a", "b", "c"), *rows])
    spool, taken, fast, careful = both_readers(tmp_path, text.getvalue().encode(), PAIR)
    expected = [tuple(value or None for value in row) for row in rows]
    assert spool.record_count == len(rows)
    assert [row[:3] for row in careful] == expected
    assert [row[8] for row in careful] == list(range(1, len(rows) + 1))
    assert taken or rows[0][0].startswith("\ufeff")
    assert not taken or fast == careful


@contextlib.contextmanager
def collected(refusals: list) -> Iterator[None]:
    try:
        yield
    except readers.Refusal as refusal:
        refusals.append(refusal)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.text('"",,\n\r a', min_size=1, max_size=40), chunk=st.integers(1, 9))
def test_the_count_made_apart_from_the_reader_agrees_with_it_however_quotes_fall(tmp_path, body, chunk):
    refusals = []
    with mock.patch.object(received, "CHUNK", chunk), collected(refusals):
        spool, taken, fast, careful = both_readers(tmp_path, b"a,b,c\n" + body.encode(), PAIR)
    if refusals:
        assert refusals[0].reason in ("unbalanced_quotes", "header_only")
        return
    assert taken <= spool.is_plain
    assert not taken or fast == careful


def test_blank_lines_of_a_single_column_are_no_records_but_quoted_nothing_is(tmp_path):
    single = replace(PAIR, required_columns=("a",))
    for content in (b'a\n1\n\n""\n2', b'a\n1\n""\n2\n\n\n'):
        spool, taken, fast, careful = both_readers(tmp_path, content, single)
        assert spool.record_count == 3
        assert [row[0] for row in careful] == ["1", None, "2"]
        assert not taken or fast == careful


def test_both_readers_agree_on_a_file_of_many_chunks(tmp_path):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(("b", "a", "c"))
    writer.writerows((f"b{i}", i, f'say "{i}",\nagain' if i % 3 else "") for i in range(60_000))
    spool, taken, fast, careful = both_readers(tmp_path, text.getvalue().encode(), PAIR)
    assert (spool.record_count, taken, len(fast)) == (60_000, True, 60_000)
    assert fast == careful


def test_the_same_file_gives_the_same_parquet_bytes(tmp_path, lake):
    content = HEADER + b"".join(b"%d,supplier %d,%d.5,\n" % (i, i % 99, i * 7 % 1000) for i in range(200_000))
    first = lake.load(content)
    other = type(lake)(tmp_path / "other")
    other.load(content)
    assert first["reader"] == "duckdb"
    name = f"raw/shop_orders/{first['file_sha256']}.parquet"
    assert lake.files()[name] == other.files()[name]


def test_a_record_too_long_for_duckdb_is_read_carefully(lake):
    entry = lake.load(HEADER + b"1,A,1," + b"x" * 5_000_000 + b"\n2,B,2,n\n")
    assert (went(entry), entry["reader"]) == ((2, 2, 0), "python")
    assert lake.raw("order_id, length(note)") == [("1", 5_000_000), ("2", 1)]


def test_gzip_is_recognised_by_its_bytes_and_not_by_its_name(lake):
    assert went(lake.load(gzip.compress(HEADER + b"1,A,1,\n"), "shop/orders_1.csv")) == (1, 1, 0)
    assert went(lake.load(HEADER + b"2,A,1,\n", "shop/orders_2.csv.gz")) == (1, 1, 0)


def test_times_with_a_zone_are_recorded_in_utc(lake):
    lake.land("shop/orders.csv", HEADER + b"1,A,1,\n")
    lake.run(as_of=datetime.fromisoformat("2024-07-01T02:00:00+02:00"))
    assert lake.raw("_loaded_at") == [(datetime(2024, 7, 1),)]


def test_ledger_entries_are_one_json_object_each(lake):
    lake.load(HEADER + b"1,A,1,\n")
    paths = list((lake.workspace.ledger / "shop_orders").iterdir())
    assert len(paths) == 1
    (entry,) = ledger_entries(lake.workspace)
    assert json.loads(paths[0].read_text()) == entry
    assert ledger_entries(lake.workspace, "shop_orders") == [entry]
    assert ledger_entries(lake.workspace, "shop_lines") == []
