"""The named formats: what each makes of its quirks, that both ways of reading agree, and that no record is lost."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from datetime import datetime
from unittest import mock

import pytest
from formats import ARMOURED, FORMATS, LIST, MULTI, PAGES, REPEATED, written
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from ingest_lake import HEADER, ORDERS, VISITS, Lake, went
from test_ingest_loading import both_readers, collected

from orchestration.feeds import Feed, stamp_in_name
from orchestration.readers import json_lines, pipe_list, received

RELAXED = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def load(lake: Lake, feed: Feed, content: bytes | str, name: str | None = None) -> dict:
    return lake.load(content, name or feed.files.replace("*", ""), feed)


def rows(lake: Lake, feed: Feed, columns: str) -> list[tuple]:
    return lake.raw(columns, feed)


@pytest.fixture(params=[1 << 20, 1, 2, 7])
def _chunks(request, monkeypatch) -> None:
    """Whatever falls on the border of two chunks."""
    monkeypatch.setattr(received, "CHUNK", request.param)


# ---------------------------------------------------------------- columns that nobody declared

KEEPING = replace(ORDERS, keeps_unknown_columns=True)


@pytest.mark.parametrize("damage", [b"", b"9,A\n"], ids=["duckdb", "python"])
def test_unknown_columns_ride_along_as_json(lake, damage):
    content = b'order_id,supplier,amount,colour,Size,Size\n1,A,1,red,"a""\n\x1f",XL\n2,B,2,,,\n' + damage
    assert load(lake, KEEPING, content)["reader"] == ("python" if damage else "duckdb")
    found = rows(lake, KEEPING, "order_id, source_attributes")
    assert [order for order, _ in found] == ["1", "2"]
    assert json.loads(found[0][1]) == {"colour": "red", "size": ['a"\n\x1f', "XL"]}
    assert found[1][1] is None


def test_missing_columns_and_ambiguous_ones_are_refused_also_where_unknown_ones_are_kept(lake):
    assert load(lake, KEEPING, b"order_id,amount,colour\n1,2,red\n")["reason"] == "missing_columns"
    assert load(lake, KEEPING, b"order_id,supplier,Supplier,amount\n1,A,B,2\n")["reason"] == "duplicate_header"
    assert load(lake, KEEPING, b"17,Jane Doe\n18,John Doe\n")["reason"] == "missing_columns"


def test_the_second_occurrence_of_a_header_can_be_addressed(lake):
    feed = replace(ORDERS, header_aliases={"Item#2": "note", "Item": "order_id"})
    load(lake, feed, b"Item,supplier,amount,Item\n1,A,2,second\n")
    assert rows(lake, feed, "order_id, note") == [("1", "second")]


# ---------------------------------------------------------------- deliveries and the stamp in the name


def test_each_delivery_is_read_in_its_own_form(lake):
    feed = replace(ORDERS, files="", encodings=("utf-8",))
    table = replace(feed, delivery="table", files="shop/orders*.csv")
    sheet = replace(LIST, delivery="sheet", files="shop/orders*.txt", name=feed.name, encodings=("cp1252",))
    sheet = replace(table, **{key: getattr(sheet, key) for key in ("delivery", "files", "format", "encodings")})
    feed = replace(feed, deliveries=(table, sheet))
    lake.land("shop/orders_20240131_101500Z.csv", HEADER + b"1,A,2,n\n")
    lake.land("shop/orders_2024-02-01.txt", "|order_id|supplier|amount|\n|2 | Käse |  3 |\n".encode("cp1252"))
    assert {entry["status"] for entry in lake.run(feed).entries} == {"loaded"}
    assert sorted(rows(lake, feed, "order_id, supplier, _delivery, _file_time")) == [
        ("1", "A", "table", datetime(2024, 1, 31, 10, 15)),
        ("2", "Käse", "sheet", datetime(2024, 2, 1)),
    ]
    changed = replace(feed, deliveries=(table, replace(sheet, header_aliases={"x": "note"})))
    assert lake.run(feed).unchanged
    assert not lake.run(changed).unchanged


@pytest.mark.parametrize(
    ("name", "stamp"),
    [
        ("a/Invoices_20141209_234608Z.csv", datetime(2014, 12, 9, 23, 46, 8)),
        ("a/x20240131101112.csv.gz", datetime(2024, 1, 31, 10, 11, 12)),
        ("a/x-20240131T101112-20250101.csv", datetime(2024, 1, 31, 10, 11, 12)),
        ("a/x_2024-01-31T10:11:12.json", datetime(2024, 1, 31, 10, 11, 12)),
        ("a/x_2024-01-31 10-11-12.json", datetime(2024, 1, 31, 10, 11, 12)),
        ("a/EKKO_20240131.txt", datetime(2024, 1, 31)),
        ("a/EKKO_20240131_7.txt", datetime(2024, 1, 31)),
        ("a/2024-01-31-part-2.csv", datetime(2024, 1, 31)),
        ("a/job_20240131_995959.csv", datetime(2024, 1, 31)),
        ("a/20241399_20240131.csv", datetime(2024, 1, 31)),
        ("2024-01-31/x.csv", None),
        ("a/x120240131.csv", None),
        ("a/x20240230.csv", None),
        ("a/x.csv", None),
    ],
)
def test_the_first_stamp_in_the_name_of_the_file_is_its_time(name, stamp):
    assert stamp_in_name(name) == stamp


# ---------------------------------------------------------------- JSON

PAGE = """{"size": 2, "meta": {"list": [1, 2], "text": "]} \\""},
 "list": [
  {"id": 12345678901234567890, "vendor": {"id": "v\\u00e9", "name": "A \\"]} x"}, "tags": [1.10, {"a": null, "b": true}],
   "priceDetail": {"total": "1.20"}, "extra": {"deep": {"x": 9.1e-05}}, "none": [], "text": "x"},
  {"id": 2, "vendor": null, "createdAt": 17},
  {"id": 3, "bad": },
  7, [],
  {"id": 4, "tags": "[1]"}
 ], "next_page_token": null}
{"list": []}
{"id": 9, "status": "bare"}
"""


@pytest.mark.usefixtures("_chunks")
def test_pages_give_their_records_flattened_with_numbers_as_written(lake):
    entry = load(lake, PAGES, PAGE)
    assert went(entry) == (7, 4, 3)
    columns = "id, status, vendor_id, vendor_name, tags, price_detail_total, created_at, source_attributes, _row_number"
    extra = '{"extra_deep_x":9.1e-05,"text":"x"}'
    assert rows(lake, PAGES, columns) == [
        ("12345678901234567890", None, "vé", 'A "]} x', '[1.10,{"a":null,"b":true}]', "1.20", None, extra, 1),
        ("2", None, None, None, None, None, "17", None, 2),
        ("4", None, None, None, "[1]", None, None, None, 6),
        ("9", "bare", None, None, None, None, None, None, 7),
    ]
    assert lake.quarantined("_row_number, _line_number, reason, _record", PAGES) == [
        (3, 6, "bad_json", '{"id": 3, "bad": }'),
        (4, 7, "not_an_object", "7"),
        (5, 7, "not_an_object", "[]"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        '[{"id": 1}, {"id": 2}]',
        '{"id": 1}\n{"id": 2}\n',
        '{"id": 1}\r\n\r\n{"id": 2}',
        '{\n"id": 1}\n\n{"id":\n 2}',
        '{"list": [{"id": 1}]}\n{"list": [{"id": 2}], "size": 1}',
        '\ufeff {"size": 2, "list" : [ {"id": 1},{"id": 2} ] }',
    ],
    ids=["array", "lines", "blank-line", "objects", "pages", "envelope"],
)
def test_records_may_come_in_arrays_pages_lines_or_by_themselves(lake, content):
    assert went(load(lake, PAGES, content)) == (2, 2, 0)
    assert rows(lake, PAGES, "id") == [("1",), ("2",)]


def test_a_bad_line_of_records_on_lines_goes_to_quarantine(lake):
    assert went(load(lake, PAGES, '{"id": 1}\n{"id":\n{"id": 3}\n')) == (3, 2, 1)
    assert lake.quarantined("_line_number, reason", PAGES) == [(2, "bad_json")]


@pytest.mark.parametrize(
    ("content", "reason", "told"),
    [
        ("", "empty_file", "no record"),
        ('{"list": [ ], "size": 0}', "empty_file", "no record"),
        ('{"list": [{"id": 1},\n{"id": 2]}', "unbalanced_brackets", "On line 2"),
        ('{"list": [{"id": "1},\n{"id": 2}]}', "unbalanced_brackets", "does not close"),
        ("id,amount\n1,2\n", "not_json", "On line 1"),
        ("<html></html>", "not_json", "neither an object nor an array"),
        (b"PK\x03\x04" + bytes(100), "not_json", "Excel"),
    ],
)
def test_what_is_no_page_is_refused(lake, content, reason, told):
    entry = load(lake, PAGES, content)
    assert (entry["status"], entry["reason"]) == ("refused", reason)
    assert told in entry["detail"]


def test_objects_in_json_lines_are_flattened_and_their_keys_may_be_renamed(lake):
    feed = replace(VISITS, header_aliases={"visit.no": "visit_id"}, keeps_unknown_columns=True)
    load(lake, feed, '{"visit": {"no": 7, "when": {"at": "x"}}, "pages": 1, "Pages 2": false}\n')
    assert rows(lake, feed, "visit_id, pages, source_attributes") == [("7", "1", '{"visit_when_at":"x","pages_2":false}')]


def test_a_value_too_long_for_a_record_refuses_the_page(lake, monkeypatch):
    monkeypatch.setattr("orchestration.readers.json_pages.LONGEST_RECORD", 1000)
    monkeypatch.setattr(received, "CHUNK", 100)
    assert went(load(lake, PAGES, json.dumps({"list": [{"id": n, "tags": "x" * 500} for n in range(9)]})))[0] == 9
    assert load(lake, PAGES, json.dumps({"list": [{"id": 1, "tags": "x" * 2000}]}))["reason"] == "not_json"


LINES = replace(PAGES, name="jsonl", files="shop/jsonl*.jsonl", format="jsonl", records_at=None)
REGULAR = [
    {"id": 1, "status": 'a "b"\\ é\n', "vendor": None, "tags": ["x", {"y": [1.5, None]}], "price_detail": {"total": "1.20"}},
    {"id": 12345678901234567890123, "vendor": {"id": "v", "name": ""}, "tags": "[1]", "score": 0.25, "more": {"is": True}},
    {"id": -3, "status": True, "vendor": {"name": "é😀"}, "score": None, "list": [], "more": {"is": "", "at": [0.5, "é"]}},
]


@pytest.mark.parametrize("style", [{}, {"separators": (",", ":")}, {"ensure_ascii": False}], ids=["spaced", "compact", "unicode"])
@pytest.mark.parametrize("feed", [LINES, PAGES], ids=["lines", "page"])
def test_records_of_one_form_are_read_by_duckdb_and_come_out_the_same(tmp_path, feed, style):
    content = "".join(json.dumps(record, **style) + "\n" for record in REGULAR)
    if feed is PAGES:
        content = json.dumps({"size": 3, "list": REGULAR}, indent=1, **style)
    _, taken, fast, careful = both_readers(tmp_path, content.encode(), feed)
    assert taken
    assert fast == careful
    assert [row[7] for row in careful] == [None, '{"score":0.25,"more_is":true}', '{"more_at":[0.5,"é"]}']


@pytest.mark.parametrize(
    "odd",
    [
        '{"id": 1.10}',
        '{"id": 1e5}',
        '{"id": -0}',
        '{"id": 0.00001}',
        '{"id": 123456789.1234567}',
        '{"id": NaN}',
        '{"id": "1",}',
        '{"id": "1", "id": "2"}',
        '{"id": "1", "new": 1}',
        '{"id": "\\u0000"}',
        '{"id": "\\ud800"}',
        '{"id": "1", "tags": ["\\u001f"]}',
        '{"id": "1", "tags": [1.0, 2.50]}',
        '{"id": [1]}',
        '{"status": "a"}',
        '{"id": "1"} {"id": "2"}',
        "[]",
    ],
)
def test_a_record_of_another_form_or_that_duckdb_would_change_is_read_carefully(tmp_path, odd):
    regular = '{"id": "1", "status": "a", "tags": ["b"]}'
    with mock.patch.object(json_lines, "FIRST", 1):
        _, taken, _, careful = both_readers(tmp_path, f"{regular}\n{odd}\n".encode(), LINES)
    assert not taken
    assert careful[0][:2] == ("1", "a")


def test_records_nested_too_deeply_for_a_form_are_read_carefully(tmp_path):
    content = '{"id": "1", "deep": ' + '{"a": ' * 300 + "1" + "}" * 301
    _, taken, _, careful = both_readers(tmp_path, content.encode(), LINES)
    assert not taken
    assert careful[0][7].startswith('{"deep_a_a')


# ---------------------------------------------------------------- several kinds of records in one file

ORDER_FILE = '''"Header","id","number","status","note","new col"
"Line","order-id","type","price","",""
"Header","1","PO-1","issued","a ""quote"", and
Header,id,""number""","x"
"Line","1","Order Line","1 200,50","",""
"Order Line","1","other","2","",""
'''
ORDER_ROWS = [
    ("Header", "1", "PO-1", 'a "quote", and\nHeader,id,"number"', None, None, None, '{"new_col":"x"}', 1),
    ("Line", None, None, None, "1", "Order Line", "1 200,50", None, 2),
    ("Order Line", None, None, None, "1", "other", "2", None, 3),
]
ORDER_COLUMNS = "record_type, id, number, note, order_id, type, price, source_attributes, _row_number"


@pytest.mark.usefixtures("_chunks")
def test_records_are_read_by_the_header_rows_of_their_kind(lake):
    entry = load(lake, MULTI, ORDER_FILE)
    assert (went(entry), entry["reader"]) == ((3, 3, 0), "duckdb")
    assert rows(lake, MULTI, ORDER_COLUMNS) == ORDER_ROWS


def test_unknown_kinds_and_ragged_records_go_to_quarantine(lake):
    entry = load(lake, MULTI, ORDER_FILE + '"Tax Line","1","7","","",""\n"Line","1"\n')
    assert went(entry) == (5, 3, 2)
    assert rows(lake, MULTI, ORDER_COLUMNS) == ORDER_ROWS
    assert lake.quarantined("_row_number, _line_number, reason", MULTI) == [(4, 7, "unknown_record_type"), (5, 8, "ragged_row")]


@pytest.mark.parametrize(
    "content",
    [
        "Header,1,PO-1,issued,n,\nLine,1,t,5,,\n",
        "Header,1,PO-1,issued,n\nLine,1,t,5\n",
        "Record Type;Id;Number;Status;Note\nHeader;1;PO-1;issued;n\nRecordType;Order Id;Type;Price;\nLine;1;t;5;\n",
        "type\tStatus\tNumber\tId\tNote\nHeader\tissued\tPO-1\t1\tn\nLine\t1\tt\t5\t\n",
        'Header,id,number,status,note\nHeader,1,PO-1,issued,n\nLine,1,t,5\nHeader,"id",number,status,note,\n',
    ],
    ids=["no-headers", "not-padded", "before-each-kind", "own-order", "repeated"],
)
def test_header_rows_may_be_absent_anywhere_and_spelled_differently(lake, content):
    assert went(load(lake, MULTI, content)) == (2, 2, 0)
    assert rows(lake, MULTI, "record_type, id, number, status, note, order_id, type, price") == [
        ("Header", "1", "PO-1", "issued", "n", None, None, None),
        ("Line", None, None, None, None, "1", "t", "5"),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("Header,number,status\nHeader,PO-1,issued\n", "missing_columns"),
        ("Header,id,status,status\nHeader,1,a,b\n", "duplicate_header"),
        ("Header,id,status\nHeader,1,a\nHeader,id,number\nHeader,2,b\n", "header_rows_differ"),
        ("Header,id,number,status,note\n", "header_only"),
        ("{}\n", "not_csv"),
        ("", "empty_file"),
    ],
)
def test_header_rows_that_break_the_contract_refuse_the_file(lake, content, reason):
    assert load(lake, MULTI, content)["reason"] == reason


def test_without_keeping_what_stands_beyond_the_columns_of_a_kind_is_ragged(lake):
    feed = replace(MULTI, keeps_unknown_columns=False)
    assert went(load(lake, feed, "Header,1,PO-1,issued,n\nLine,1,t,5,\nLine,1,u,5,surplus\n")) == (3, 2, 1)
    assert lake.quarantined("_row_number, reason", feed) == [(3, "ragged_row")]
    assert load(lake, feed, "Header,id,number,status,note,more\nHeader,1,PO-1,issued,n,x\n")["reason"] == "unknown_columns"


# ---------------------------------------------------------------- headers that occur several times

LABELS = "Issue id,{0},Status,Comment,Comment,Comment,{1},Custom field (X),Custom field (X)\n"
ISSUE = '1,a,,Open,"25/Feb/26;id;body; with ""q""\nand a line",c2,,Done,,x2\n2,,,Open,,,,,,\n'


@pytest.mark.parametrize(
    "header",
    [
        LABELS.format("Labels,Labels", "Status"),
        LABELS.format("Labels,Labels.1", "Status.1").replace("Comment,Comment,Comment", "Comment,Comment.1,Comment.2"),
        LABELS.format("Labels,Labels_1", "Status_1").replace("Comment,Comment,Comment", "Comment,Comment_1,Comment_2"),
    ],
    ids=["tracker", "pandas", "duckdb"],
)
@pytest.mark.parametrize("damage", ["", "3,x\n"], ids=["duckdb", "python"])
def test_values_of_a_header_that_occurs_several_times_are_an_array(lake, header, damage):
    assert load(lake, REPEATED, header + ISSUE + damage)["reader"] == ("python" if damage else "duckdb")
    first, second = rows(lake, REPEATED, "id, labels, comments, status, status_category, source_attributes")
    assert json.loads(first[2]) == ['25/Feb/26;id;body; with "q"\nand a line', "c2"]
    assert first[:2] + first[3:] == ("1", '["a"]', "Open", "Done", '{"custom_field_x":["x2"]}')
    assert second == ("2", None, None, "Open", None, None)


def test_a_numbered_header_without_the_ones_before_it_is_another_header(lake):
    load(lake, REPEATED, "Issue id,Labels,Labels_2,Fix_1\n1,a,b,c\n")
    assert rows(lake, REPEATED, "labels, source_attributes") == [('["a"]', '{"labels_2":"b","fix_1":"c"}')]


def test_a_repeated_header_of_a_column_that_takes_one_value_is_refused(lake):
    entry = load(lake, REPEATED, "Issue id,Status,Status,Status\n1,a,b,c\n")
    assert entry["reason"] == "duplicate_header"
    assert "`Header#2` is its second occurrence" in entry["detail"]


# ---------------------------------------------------------------- lists between pipes

LISTED = """31.01.2024                  Orders                 1
\x0c
----------------------------------------------
|Beleg     |  Nettowert|Name        |Werk  |
----------------------------------------------
|4500000001|  1.234,50-|Käse "A"    |1000  |
|4500000002|      12,00|            |      |
----------------------------------------------

01.02.2024                  Orders                 2
----------------------------------------------
|Beleg     |  Nettowert|Name        |Werk  |
|----------|-----------|------------|------|
|0000000003|      12,00|a  b        |      |
----------------------------------------------
"""


@pytest.mark.usefixtures("_chunks")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_list_gives_its_rows_without_pipes_padding_titles_rules_and_repeated_headers(lake, encoding):
    entry = load(lake, LIST, LISTED.encode(encoding))
    assert (went(entry), entry["reader"]) == ((3, 3, 0), "duckdb")
    assert rows(lake, LIST, "id, amount, note, source_attributes, _row_number") == [
        ("4500000001", "1.234,50-", 'Käse "A"', '{"werk":"1000"}', 1),
        ("4500000002", "12,00", None, None, 2),
        ("0000000003", "12,00", "a  b", None, 3),
    ]


def test_a_damaged_line_of_a_list_is_a_record_in_quarantine_and_not_a_title(lake):
    damaged = LISTED.replace("|0000000003|", "0000000003|") + "|1|2|3|4|5|\n|7|8|9|x| more\n"
    assert went(load(lake, LIST, damaged)) == (5, 2, 3)
    assert lake.quarantined("_line_number, reason", LIST) == [(14, "ragged_row"), (16, "ragged_row"), (17, "ragged_row")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("some text\nmore\n", "missing_columns"),
        ("|Nettowert|Name|\n|1|2|\n", "missing_columns"),
        ("|Beleg|Nettowert|\n|-----|---|\n", "header_only"),
        ("<html>\n", "not_csv"),
        ("\n\n", "empty_file"),
    ],
)
def test_what_is_no_list_is_refused(lake, content, reason):
    assert load(lake, LIST, content)["reason"] == reason


@given(st.lists(st.text("a| \n", max_size=6)))
def test_padding_goes_wherever_the_chunks_are_cut_and_blanks_within_a_value_stay(chunks):
    stripped = [[cell.strip(" ") for cell in line.split("|")] for line in "".join(chunks).split("\n")]
    padded = [chunk.encode() for chunk in chunks]
    assert b"".join(pipe_list._without_padding(padded)).decode() == "\n".join(map("|".join, stripped))


# ---------------------------------------------------------------- fields in armour


@pytest.mark.usefixtures("_chunks")
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_armour_comes_off_quoted_and_unquoted(lake, delimiter):
    content = (
        'id,graded_at,note\n="00123",="2020-01-01 10:00:00.123","x,="",y"\n"=""00124""","=""2020-01-01 10:00:00""",5\n'
        '="a ""q"" b",="",=\n'
    )
    content = content if delimiter == "," else content.replace(",", ";")
    entry = load(lake, ARMOURED, content)
    assert (went(entry), entry["reader"]) == ((3, 3, 0), "duckdb")
    assert rows(lake, ARMOURED, "id, graded_at, note") == [
        ("00123", "2020-01-01 10:00:00.123", f'x{delimiter}="{delimiter}y'),
        ("00124", "2020-01-01 10:00:00", "5"),
        ('a "q" b', None, "="),
    ]


def test_what_only_looks_like_armour_goes_to_quarantine(lake):
    assert went(load(lake, ARMOURED, 'id,graded_at,note\n="1",="2"&"3",z\n2,3,4\n')) == (2, 1, 1)
    assert lake.quarantined("_line_number, reason", ARMOURED) == [(2, "malformed_quotes")]


# ---------------------------------------------------------------- what holds for all

VALUE = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\r"), max_size=6) | st.sampled_from(
    ["", '"', '=""', "=", ",", "\n", "\n\n", '",\n"', "Header", "order-id", "\\", "\x1f", "{", "]", " "]
)
WORD = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp"), exclude_characters="|"), min_size=1
)
IDENTIFIER = st.text("0123456789", min_size=1, max_size=4)


def rows_of(feed: Feed) -> st.SearchStrategy:
    value = WORD.map(lambda word: f"x{word}") if feed is LIST else VALUE
    return st.lists(st.tuples(IDENTIFIER, value, value), min_size=1, max_size=8, unique_by=lambda row: row[0])


@RELAXED
@given(st.data(), st.sampled_from([MULTI, REPEATED, LIST, ARMOURED]))
def test_both_ways_to_read_give_the_same_rows(tmp_path, data, feed):
    drawn = data.draw(rows_of(feed))
    spool, taken, fast, careful = both_readers(tmp_path, written(feed, drawn).encode(), feed)
    assert spool.record_count == len(careful) == len(drawn)
    assert taken or spool.path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert not taken or fast == careful
    if feed is ARMOURED:
        bare = [[re.sub(r'(?s)^="(.*)"$', lambda m: m[1].replace('""', '"'), value) or None for value in row] for row in drawn]
        assert [list(row[:3]) for row in careful] == bare


QUIET_TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=4) | st.sampled_from(["", '"', "\\", "\n", "[1]"])
QUIET = QUIET_TEXT.map(json.dumps) | QUIET_TEXT.map(lambda text: json.dumps(text, ensure_ascii=False))
QUIET |= st.sampled_from(["null", "true", "false", "1.5", "-0.0625", "1.0", "1" * 20]) | st.integers().map(json.dumps)
ODD = VALUE.map(json.dumps) | st.floats().map(json.dumps) | QUIET
ODD |= st.sampled_from(["-0", "1.10", "1e5", "9.1e-05", "0.00001", r'"\ud83d"', r'"\u0000"', r'"\u001f"', "nul", "{", "[1,]"])


def brackets(items: st.SearchStrategy) -> st.SearchStrategy:
    keys = st.sampled_from(['"a":', '"b" : ', '"id": '])
    members = st.lists(st.tuples(keys, items).map("".join), max_size=3)
    return st.lists(items, max_size=3).map(", ".join).map("[{}]".format) | members.map(",".join).map("{{{}}}".format)


@st.composite
def objects(draw: st.DrawFn) -> list[str]:
    """The texts of objects, either mostly of one form, so that DuckDB reads them, or of any."""
    is_odd = not draw(st.integers(0, 3))
    scalar = ODD if is_odd else QUIET
    anything = st.recursive(scalar, brackets, max_leaves=4)
    members = {
        '"id"': scalar,
        '"status"': scalar,
        '"vendor"': st.just("null") | st.tuples(scalar, scalar).map(lambda pair: '{{"id": {}, "name":{}}}'.format(*pair)),
        '"tags"': anything,
        '"extra"': scalar,
        '"other"': anything if is_odd else st.lists(scalar, max_size=3).map(",".join).map("[{}]".format),
    }
    blank = draw(st.sampled_from(["", " ", "\n  "]))

    def text() -> str:
        keys = [key for key in members if key == '"id"' or draw(st.integers(0, 3))]
        if is_odd and draw(st.booleans()):
            keys = draw(st.lists(st.sampled_from([*members, '"Status"', '"statuS"']), max_size=6))
        end = draw(st.sampled_from(["", "", ","])) if is_odd else ""
        return "{" + ",".join(f"{blank}{key}:{draw(members.get(key, scalar))}" for key in keys) + end + "}"

    return [text() for _ in range(draw(st.integers(1, 4)))]


@settings(RELAXED, max_examples=150)
@given(objects(), st.sampled_from([LINES, PAGES]), st.booleans(), st.integers(1, 3))
def test_both_ways_to_read_json_give_the_same_rows(tmp_path, drawn, feed, keeps, first):
    feed = replace(feed, keeps_unknown_columns=keeps)
    content = (
        '{"list": [' + ",\n".join(drawn) + "]}" if feed.format == "json" else "\n".join(text.replace("\n", " ") for text in drawn)
    )
    refusals = []
    with mock.patch.object(json_lines, "FIRST", first), collected(refusals):
        spool, taken, fast, careful = both_readers(tmp_path, content.encode(), feed)
    if refusals:
        assert refusals[0].reason in ("not_jsonl", "unbalanced_brackets")
        return
    event("duckdb" if taken else "python")
    assert feed.format == "json" or spool.record_count == len(drawn)
    assert not taken or fast == careful


@settings(RELAXED, max_examples=15)
@given(st.data(), st.sampled_from(FORMATS))
def test_a_file_cut_into_several_gives_the_same_rows_in_whatever_order_they_load(tmp_path_factory, data, feed):
    drawn = data.draw(rows_of(feed))
    cut = data.draw(st.integers(0, len(drawn) - 1))
    parts = [part for part in (drawn[:cut], drawn[cut:]) if part]
    random.Random(cut).shuffle(parts)
    whole, divided = (Lake(tmp_path_factory.mktemp("lake")) for _ in range(2))
    load(whole, feed, written(feed, drawn))
    for number, part in enumerate(parts):
        load(divided, feed, written(feed, part), feed.files.replace("*", f"_{number}"))
    columns = ", ".join(feed.raw_columns)
    assert sorted(rows(whole, feed, columns), key=str) == sorted(rows(divided, feed, columns), key=str)
