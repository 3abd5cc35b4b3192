"""The demo exports: reproducible, in the form the feeds declare, and a world that holds together."""

import gzip
import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration import demo
from orchestration.feeds import claimants, load_feeds

ROOT = Path(__file__).parents[2]
COMMITTED = ROOT / "seeds" / "examples"
# What the generator makes; the other demo exports are written by hand.
GENERATED = (
    "moderation_labels/samples.jsonl",
    "reviews_hatecheck/annotations.csv",
    "reviews_rte/judgements.csv",
    "sap/BKPF.csv.gz",
    "sap/EKKO.csv",
    "sap/EKPO.csv",
    "sap/MKPF.csv.gz",
    "sap/MSEG.csv.gz",
    "sap_event_log/po_item_events.csv.gz",
    "servicenow/incident_event_log.csv.gz",
    "takedowns/2026-COMPILED-DATA.csv",
)
REAL = ROOT.parent / "shared" / "data"
EVENTS = 50_000
END = "2026-05-04"  # first moment after the default window


def contents(folder: Path) -> dict[str, bytes]:
    """Uncompressed content of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def committed() -> dict[str, bytes]:
    """The committed demo exports that the generator makes."""
    return {file: content for file, content in contents(COMMITTED).items() if file in GENERATED}


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    """Exports large enough for shares to be tested, and the row counts that the generator states."""
    out = tmp_path_factory.mktemp("demo") / "landing"
    return out, demo.generate(out, EVENTS)


@pytest.fixture(scope="module")
def tables(exports: tuple[Path, dict[str, int]]) -> duckdb.DuckDBPyConnection:
    """The exports as tables of text, columns named as in their headers."""
    out, _ = exports
    connection = duckdb.connect(config={"threads": 1})
    for name, file in {
        "incidents": "servicenow/incident_event_log.csv.gz",
        "po_items": "sap_event_log/po_item_events.csv.gz",
        "ekko": "sap/EKKO.csv",
        "ekpo": "sap/EKPO.csv",
        "mkpf": "sap/MKPF.csv.gz",
        "mseg": "sap/MSEG.csv.gz",
        "bkpf": "sap/BKPF.csv.gz",
        "reviews": "reviews_hatecheck/annotations.csv",
        "judgements": "reviews_rte/judgements.csv",
        "takedowns": "takedowns/2026-COMPILED-DATA.csv",
    }.items():
        connection.execute(
            f"""create table {name} as
            from read_csv('{out / file}', header = true, all_varchar = true, quote = '"', delim = ',')"""
        )
    connection.execute(f"create table labels as from read_json('{out / 'moderation_labels/samples.jsonl'}')")
    connection.execute(
        """
        create macro support_time(text) as strptime(nullif(text, '?'), '%d/%m/%Y %H:%M');
        create macro us_date(text) as strptime(nullif(text, '00/00/0000'), '%m/%d/%y')::date;
        create macro number(text) as replace(text, ',', '')::decimal(18, 2);
        create view updates as select number, sys_mod_count::int as version, incident_state as state,
            reopen_count::int as reopenings, support_time(opened_at) as opened, support_time(closed_at) as closed,
            support_time(sys_created_at) as created, support_time(sys_updated_at) as updated,
            support_time(resolved_at) as resolved
        from incidents;
        create view item_events as select "case:concept:name" as item, event_no::int as position,
            "time:timestamp"::timestamp as occurred, "concept:name" as activity,
            "case:(case) GR-Based Inv. Verif."::boolean as gr_based
        from po_items;
        """
    )
    return connection


def one(tables: duckdb.DuckDBPyConnection, query: str) -> tuple:
    return tables.execute(query).fetchone()


def assert_share(successes: int, trials: int, per_10_000: int) -> None:
    """The observed share lies within four standard errors of its parameter."""
    p = per_10_000 / 10_000
    assert trials > 100
    assert abs(successes / trials - p) < 4 * (p * (1 - p) / trials) ** 0.5, f"{successes} of {trials}, expected {p:.2%}"


# Reproducible


def test_committed_demo_is_what_the_generator_makes(tmp_path: Path) -> None:
    demo.generate(tmp_path / "landing", 6000)
    assert contents(tmp_path / "landing") == committed()
    assert sum(path.stat().st_size for path in COMMITTED.rglob("*") if path.is_file()) < 600_000


def test_same_arguments_give_same_bytes_in_another_process_and_chunking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = [sys.executable, "-m", "orchestration.demo", "--out", str(tmp_path / "other"), "--events", "1500"]
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"})
    monkeypatch.setattr(demo, "CHUNK", 7)
    demo.generate(tmp_path / "here", 1500)
    here = {path.relative_to(tmp_path / "here"): path.read_bytes() for path in (tmp_path / "here").rglob("*.*")}
    other = {path.relative_to(tmp_path / "other"): path.read_bytes() for path in (tmp_path / "other").rglob("*.*")}
    assert here == other
    assert len(here) == 11


def test_another_seed_gives_other_content_in_every_file(tmp_path: Path) -> None:
    demo.generate(tmp_path / "two", 6000, seed=2)
    two, one = contents(tmp_path / "two"), committed()
    assert two.keys() == one.keys()
    assert not [file for file in two if two[file] == one[file]]


def test_compressed_files_hold_no_name_and_no_time() -> None:
    compressed = list(COMMITTED.rglob("*.gz"))
    assert len(compressed) == 5
    for path in compressed:
        header = path.read_bytes()[:8]
        assert header[3] == 0, f"{path.name} has a name or comment in its header"
        assert header[4:8] == bytes(4), f"{path.name} has a time in its header"


# In the form of the real exports


def test_every_file_belongs_to_one_feed_and_has_its_columns() -> None:
    """No column of the real export is missing, and none is there that the declaration does not name."""
    feeds = load_feeds()
    for file, content in committed().items():
        (name,) = claimants(file, feeds.values())
        feed = feeds[name].delivery_of(file)
        text = content.decode("utf-8-sig")
        if feed.format == "jsonl":
            rows = [{feed.column_name(key, 1) for key in json.loads(line)} for line in text.splitlines()]
            columns = sorted(set().union(*rows))
            assert all(set(feed.required_columns) <= row for row in rows)
        else:
            header = text.splitlines()[0].split(",")
            columns = [feed.column_name(cell, position) for position, cell in enumerate(header, start=1)]
        assert set(feed.required_columns) <= set(columns) <= set(feed.columns), f"{file} and feed {name} differ"
        assert len(columns) == len(set(columns))


@pytest.mark.parametrize(
    ("file", "mark", "newline", "final_newline"),
    [
        ("sap/EKKO.csv", True, b"\n", False),
        ("sap/EKPO.csv", True, b"\n", False),
        ("sap/MKPF.csv.gz", True, b"\n", False),
        ("sap/MSEG.csv.gz", True, b"\n", False),
        ("sap/BKPF.csv.gz", True, b"\n", False),
        ("sap_event_log/po_item_events.csv.gz", False, b"\n", True),
        ("servicenow/incident_event_log.csv.gz", False, b"\n", True),
        ("reviews_hatecheck/annotations.csv", False, b"\r\n", True),
        ("reviews_rte/judgements.csv", False, b"\r\n", True),
        ("moderation_labels/samples.jsonl", False, b"\n", True),
        ("takedowns/2026-COMPILED-DATA.csv", False, b"\r\n", False),
    ],
)
def test_byte_order_mark_and_line_ends(file: str, mark: bool, newline: bytes, final_newline: bool) -> None:
    content = contents(COMMITTED)[file]
    assert content.startswith(b"\xef\xbb\xbf") == mark
    assert content.count(b"\n") == content.count(newline)
    assert (b"\r" in newline) == (b"\r" in content)
    assert content.endswith(b"\n") == final_newline


@pytest.mark.skipif(not REAL.exists(), reason="the real exports (../shared/data) are not here")
def test_first_lines_equal_those_of_the_real_exports() -> None:
    checked = 0
    for file, content in committed().items():
        real = REAL / file.replace("2026-", "2019-")
        with gzip.open(real) if real.suffix == ".gz" else real.open("rb") as lines:
            first = next(lines)
        if file.endswith(".jsonl"):
            assert list(json.loads(first))[:2] == list(json.loads(content.splitlines()[0]))[:2]
        else:
            assert content.splitlines(keepends=True)[0] == first, file
        checked += 1
    assert checked == 11


@pytest.mark.parametrize(
    ("file", "pattern"),
    [
        ("sap/EKKO.csv", r",1/5/26,|,1/6/26,"),  # US dates without century
        ("sap/EKKO.csv", r',"20,2\d\d,\d{3},\d{3},\d{3}\.00",'),  # a stamp with thousands separators
        ("sap/EKKO.csv", "00/00/0000"),
        ("sap/EKKO.csv", ",DE00,E00,USD,0.92,"),  # order in a foreign currency
        ("sap/EKPO.csv", r',"\d{1,3},\d{3}\.\d\d","\d'),
        ("sap/EKPO.csv", r',JP00,JP01,.*,"\d{1,3},\d{3}",'),  # yen have no decimals
        ("sap/EKPO.csv", r"100,45\d{8},\d+,L,"),  # deleted line
        ("sap/EKPO.csv", '"Desk, height-adjustable"'),
        ("sap/MSEG.csv.gz", r",102,,.*,H,.*,2026,50\d{8},1,"),  # reversal that names the receipt
        ("sap/MSEG.csv.gz", ",(561|501|201|601),,"),  # movements without an order
        ("sap/BKPF.csv.gz", r",5\.1056E\+13,"),  # key spoiled by a spreadsheet
        ("sap_event_log/po_item_events.csv.gz", '"3-way match, invoice after GR"'),
        ("sap_event_log/po_item_events.csv.gz", "3-way match, invoice before GR"),
        ("sap_event_log/po_item_events.csv.gz", ",,,,vendorID_"),  # no spend classification
        ("servicenow/incident_event_log.csv.gz", r",\?,\?$"),  # neither resolved nor closed
        ("servicenow/incident_event_log.csv.gz", r"INC\d{7},-100,"),  # state without a label
        ("servicenow/incident_event_log.csv.gz", r"Opened by  \d"),  # two spaces
        ("reviews_rte/judgements.csv", " PDT 2026"),
        ("reviews_rte/judgements.csv", " PST 2026"),
        ("takedowns/2026-COMPILED-DATA.csv", "CounterNotice,counternotice,"),
    ],
)
def test_committed_demo_shows_the_quirk(file: str, pattern: str) -> None:
    assert re.search(pattern, contents(COMMITTED)[file].decode("utf-8-sig"), re.MULTILINE)


# As many rows as asked for


def test_row_counts(exports: tuple[Path, dict[str, int]]) -> None:
    out, rows = exports
    found = {}
    for file, content in contents(out).items():
        lines = content.decode("utf-8-sig").splitlines()  # no field holds a line break
        found[file] = len(lines) - (not file.endswith(".jsonl"))
    assert rows == found
    assert abs(sum(rows.values()) - EVENTS) < 0.02 * EVENTS
    for file in ("servicenow/incident_event_log.csv.gz", "sap_event_log/po_item_events.csv.gz"):
        assert abs(rows[file] - EVENTS * 0.41) < 0.02 * EVENTS * 0.41


def test_large_logs_are_not_compressed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    demo.generate(tmp_path / "asked", 1000, plain=True)
    assert (tmp_path / "asked/servicenow/incident_event_log.csv").exists()
    monkeypatch.setattr(demo, "PLAIN_ABOVE_EVENTS", 999)
    demo.generate(tmp_path / "large", 1000)
    assert contents(tmp_path / "large") == contents(tmp_path / "asked")


# A world that holds together


def test_incidents_go_forward_in_time(tables: duckdb.DuckDBPyConnection) -> None:
    wrong = one(
        tables,
        f"""
        select count(*) filter (created < opened), count(*) filter (updated < opened),
            count(*) filter (resolved < opened), count(*) filter (closed < resolved),
            count(*) filter (updated >= '{END}' or closed >= '{END}'),
            count(*) filter (updated < before), count(*) filter (version <= version_before)
        from (
            select *, lag(updated) over (partition by number order by version) as before,
                lag(version) over (partition by number order by version) as version_before
            from updates
        )
        """,
    )
    assert wrong == (0,) * 7


def test_incident_case_attributes_are_the_same_on_every_event(tables: duckdb.DuckDBPyConnection) -> None:
    repeated, unfinished, finished = one(
        tables,
        """
        select max(variants), count(*) filter (closed is null), count(*) filter (closed is not null and last = 'Closed')
        from (
            select number, count(distinct concat_ws('/', opened, resolved is null, resolved, closed)) as variants,
                max(closed) as closed, arg_max(state, version) as last from updates group by number
        )
        """,
    )
    assert repeated == 1
    assert unfinished > 50
    assert finished + unfinished == one(tables, "select count(distinct number) from updates")[0]


def test_reopened_incidents(tables: duckdb.DuckDBPyConnection) -> None:
    # Of the incidents that were finished: the others did not have the time to be reopened.
    reopened, finished = one(
        tables,
        """
        select count(*) filter (reopened), count(*) from (
            select number, max(reopenings) > 0 as reopened from updates where opened < '2026-03-01' group by number
            having bool_or(state = 'Closed')
        )
        """,
    )
    assert_share(reopened, finished, demo.REOPENED)
    assert one(tables, "select count(*) from updates where reopenings > 0 and state = 'Active'")[0] > 0


def test_sla_flag_turns_to_missed_and_never_back(tables: duckdb.DuckDBPyConnection) -> None:
    turned, back = one(
        tables,
        """
        select count(*) filter (before = 'true' and made_sla = 'false'),
            count(*) filter (before = 'false' and made_sla = 'true' and priority >= priority_before)
        from (
            select made_sla, priority, lag(made_sla) over versions as before,
                lag(priority) over versions as priority_before
            from incidents window versions as (partition by number order by sys_mod_count::int)
        )
        """,
    )
    assert turned > 100
    assert back == 0


def test_incidents_have_a_weekly_shape(tables: duckdb.DuckDBPyConnection) -> None:
    weekday, weekend = one(
        tables,
        """
        select count(distinct number) filter (isodow(opened) <= 5) / 5,
            count(distinct number) filter (isodow(opened) > 5) / 2 from updates
        """,
    )
    assert weekday > 4 * weekend > 0


def test_item_events_are_numbered_in_order_of_time(tables: duckdb.DuckDBPyConnection) -> None:
    wrong = one(
        tables,
        f"""
        select count(*) filter (position <> nth), count(*) filter (occurred < before),
            count(*) filter (occurred >= '{END}')
        from (
            select *, row_number() over (partition by item order by position) - 1 as nth,
                lag(occurred) over (partition by item order by position) as before from item_events
        )
        """,
    )
    assert wrong == (0, 0, 0)


def test_item_receipts_and_invoices_follow_the_order(tables: duckdb.DuckDBPyConnection) -> None:
    early_receipts, early_invoices, violations, based, allowed, free, paid_early = one(
        tables,
        """
        select count(*) filter (received < ordered), count(*) filter (invoiced < ordered),
            count(*) filter (gr_based and invoiced < received),
            count(*) filter (gr_based and invoiced is not null),
            count(*) filter (not gr_based and invoiced < received),
            count(*) filter (not gr_based and invoiced is not null), count(*) filter (cleared < invoiced)
        from (
            select item, gr_based, min(occurred) filter (activity = 'Create Purchase Order Item') as ordered,
                min(occurred) filter (activity = 'Record Goods Receipt') as received,
                min(occurred) filter (activity = 'Record Invoice Receipt') as invoiced,
                min(occurred) filter (activity = 'Clear Invoice') as cleared
            from item_events group by item, gr_based
        )
        """,
    )
    assert (early_receipts, early_invoices, paid_early) == (0, 0, 0)
    assert 0 < violations / based < 0.02  # what the control is there to find
    assert allowed / free > 0.1


def test_item_parameters(tables: duckdb.DuckDBPyConnection) -> None:
    orders = one(
        tables,
        """
        select count(distinct "case:(case) Purchasing Document") filter ("case:(case) GR-Based Inv. Verif." = 'true'),
            count(distinct "case:(case) Purchasing Document") from po_items
        """,
    )
    assert_share(*orders, demo.GR_BASED)


def test_item_log_has_repeated_events_and_people_and_batch_users(tables: duckdb.DuckDBPyConnection) -> None:
    repeated, people, batch, unfinished = one(
        tables,
        """
        select
            (select count(*) from (select item, occurred, activity from item_events group by all having count(*) > 1)),
            count(*) filter ("User" like 'user_%'), count(*) filter ("User" like 'batch_%'),
            count(distinct "case:concept:name")
                - count(distinct "case:concept:name") filter ("concept:name" = 'Clear Invoice')
        from po_items
        """,
    )
    assert min(repeated, people, batch, unfinished) > 200


def test_purchase_orders_join(tables: duckdb.DuckDBPyConnection) -> None:
    assert one(tables, "select count(*) from ekpo anti join ekko using (EBELN)") == (0,)
    assert one(tables, "select count(*) from ekko anti join ekpo using (EBELN)") == (0,)
    assert one(tables, "select count(*) from mseg anti join mkpf using (MBLNR, MJAHR)") == (0,)
    assert one(tables, "select count(*) from mkpf anti join mseg using (MBLNR, MJAHR)") == (0,)
    with_order = "(select * from mseg where EBELN is not null)"
    assert one(tables, f"select count(*) from {with_order} anti join ekpo using (EBELN, EBELP)") == (0,)
    assert one(tables, "select count(*) from mseg where EBELN is null and BWART in ('101', '102')") == (0,)
    for table, key in {
        "ekko": "EBELN",
        "ekpo": "EBELN, EBELP",
        "mkpf": "MBLNR, MJAHR",
        "mseg": "MBLNR, MJAHR, ZEILE",
        "bkpf": "BUKRS, BELNR, GJAHR",
    }.items():
        assert one(tables, f"select count(*) = count(distinct ({key})) from {table}") == (True,), table


def test_receipts_follow_the_order_and_reversals_their_receipt(tables: duckdb.DuckDBPyConnection) -> None:
    receipts, early, late, foreign = one(
        tables,
        f"""
        select count(*), count(*) filter (us_date(h.BUDAT) < greatest(us_date(o.AEDAT), us_date(o.BEDAT))),
            count(*) filter (us_date(h.BUDAT) >= '{END}'),
            count(*) filter (m.LIFNR <> o.LIFNR)
        from mseg m join mkpf h using (MBLNR, MJAHR) join ekko o on o.EBELN = m.EBELN
        """,
    )
    assert receipts > 300
    assert (early, late, foreign) == (0, 0, 0)
    reversals, matched = one(
        tables,
        """
        select count(*), count(*) filter (r.BWART = '101' and r.MENGE = m.MENGE and r.EBELN = m.EBELN
            and r.MBLNR < m.MBLNR and m.SHKZG = 'H' and r.SHKZG = 'S')
        from mseg m left join mseg r on r.MBLNR = m.SMBLN and r.MJAHR = m.SJAHR and r.ZEILE = m.SMBLP
        where m.BWART = '102'
        """,
    )
    assert reversals == matched > 0


def test_deleted_and_unreceived_lines(tables: duckdb.DuckDBPyConnection) -> None:
    deleted, lines = one(tables, "select count(*) filter (LOEKZ = 'L'), count(*) from ekpo")
    assert_share(deleted, lines, demo.LINE_DELETED)
    receipts = "(select * from mseg where BWART = '101')"
    assert one(tables, f"select count(*) from ekpo semi join {receipts} using (EBELN, EBELP) where LOEKZ = 'L'") == (0,)
    assert one(tables, f"select count(*) from ekpo anti join {receipts} using (EBELN, EBELP)")[0] > 50


def test_line_values_are_price_times_quantity_in_the_currency_of_the_order(tables: duckdb.DuckDBPyConnection) -> None:
    wrong, currencies, fractions_of_yen = one(
        tables,
        """
        select count(*) filter (abs(number(NETPR) * number(MENGE) / number(PEINH) - number(NETWR)) >= 0.01),
            list_sort(list(distinct WAERS)), count(*) filter (WAERS = 'JPY' and concat(NETPR, NETWR) like '%.%')
        from ekpo join ekko using (EBELN)
        """,
    )
    assert (wrong, currencies, fractions_of_yen) == (0, ["EUR", "JPY", "USD"], 0)


def test_reviews_have_five_labels_that_the_counts_repeat(tables: duckdb.DuckDBPyConnection) -> None:
    labels = "[" + ", ".join(f"label_{reviewer}" for reviewer in range(1, 11)) + "]"
    wrong, accuracy = one(
        tables,
        f"""
        select count(*) filter (hateful + others <> 5 or hateful <> count_label_h::int or others <> count_label_nh::int
                or (hateful > others) <> (label_annot_maj = 'hateful')),
            sum(case when label_gold = 'hateful' then hateful else others end) / (5 * count(*))
        from (
            select *, len(list_filter({labels}, l -> l = 'hateful')) as hateful,
                len(list_filter({labels}, l -> l = 'non-hateful')) as others from reviews
        )
        """,
    )
    assert wrong == 0
    assert 0.92 < accuracy < 0.98


def test_judgements_end_after_they_start_and_nobody_judges_an_item_twice(tables: duckdb.DuckDBPyConnection) -> None:
    wrong, twice, summer = one(
        tables,
        """
        select count(*) filter (submitted <= started), count(*) - count(distinct (item_id, worker_id)),
            count(*) filter ((started >= '2026-03-08') <> (started_at like '%PDT%'))
        from (
            select *, strptime(regexp_replace(started_at, ' P[DS]T', ''), '%a %b %d %H:%M:%S %Y') as started,
                strptime(regexp_replace(submitted_at, ' P[DS]T', ''), '%a %b %d %H:%M:%S %Y') as submitted
            from judgements
        )
        """,
    )
    assert (wrong, twice, summer) == (0, 0, 0)


@pytest.mark.parametrize(("label", "gap"), demo.MODERATION_GAPS.items())
def test_missing_moderation_labels(tables: duckdb.DuckDBPyConnection, label: str, gap: int) -> None:
    missing, rows, values = one(
        tables, f'select count(*) filter ("{label}" is null), count(*), list_sort(list(distinct "{label}")) from labels'
    )
    assert_share(missing, rows, gap)
    assert [value for value in values if value is not None] == [0, 1]


def test_takedown_file_names_are_unique_and_say_the_day(tables: duckdb.DuckDBPyConnection) -> None:
    wrong, unique = one(
        tables,
        """
        select count(*) filter (Filename <> printf('%04d-%02d-%02d-%s.md', Year::int, Month::int, Date::int,
                Description)), count(*) = count(distinct Filename) from takedowns
        """,
    )
    assert (wrong, unique) == (0, True)


# Command line


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--events", "999"], "give at least 1000"),
        (["--start", "2026-01-06"], "a Tuesday; give a Monday"),
        (["--days", "27"], "give at least 28"),
    ],
)
def test_wrong_arguments_are_explained(
    arguments: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert demo.main(["--out", str(tmp_path / "landing"), *arguments]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "landing").exists()


def test_exports_are_never_mixed_into_a_folder_with_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "EKKO.csv").write_text("kept")
    assert demo.main(["--out", str(tmp_path)]) == 2
    assert "is not empty" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["EKKO.csv"]


def test_takedowns_are_split_by_year(tmp_path: Path) -> None:
    rows = demo.generate(tmp_path / "landing", 3000, start=date(2026, 11, 30), days=63)
    assert rows["takedowns/2026-COMPILED-DATA.csv"] + rows["takedowns/2027-COMPILED-DATA.csv"] == 30
    assert min(rows["takedowns/2026-COMPILED-DATA.csv"], rows["takedowns/2027-COMPILED-DATA.csv"]) > 0
