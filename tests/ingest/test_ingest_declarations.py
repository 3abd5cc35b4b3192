"""Feed declarations and workspaces: what is read from them, and what is refused with a remedy."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from orchestration.feeds import Feed, FeedError, claimants, load_feeds, snake_case
from orchestration.workspace import PROJECT_ROOT, Workspace, WorkspaceError, durable_replace, write_atomically


def feeds_in(folder: Path) -> Mapping[str, Feed]:
    """Reads a folder anew: tests change it, which nobody does during a run."""
    return load_feeds.__wrapped__(folder)


def declare(folder: Path, name: str = "orders", columns: tuple = ("id", "amount"), **settings) -> Path:
    feed = {"files": "shop/orders*.csv", "format": "csv", "key": ["id"], **settings}
    source = {
        "name": "shop",
        "config": {"meta": {"owner": "shop@example.com", "group": "support"}},
        "tables": [
            {
                "name": name,
                "description": "Orders\n of the shop.",
                "config": {"meta": {"feed": {key: value for key, value in feed.items() if value is not None}}},
                "columns": [{"name": column, "description": f"About {column}"} for column in columns],
            }
        ],
    }
    path = folder / name / f"_{name}__sources.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump({"sources": [source]}))
    return path


def test_every_setting_of_a_declaration_is_read(tmp_path):
    declare(
        tmp_path,
        encodings=["cp1252"],
        source_timezone="Europe/Berlin",
        datetime_formats=["%d.%m.%Y %H:%M"],
        date_formats=["%d.%m.%Y"],
        null_values=["?"],
        update_stamp="amount",
        header_aliases={"Nr.": "id"},
        optional_columns=["VAT Rate"],
    )
    (feed,) = feeds_in(tmp_path).values()
    assert (feed.name, feed.source, feed.owner, feed.group) == ("orders", "shop", "shop@example.com", "support")
    assert feed.description == "Orders of the shop."
    assert (feed.files, feed.format, feed.encodings, feed.key) == ("shop/orders*.csv", "csv", ("cp1252",), ("id",))
    assert (feed.source_timezone, feed.datetime_formats) == ("Europe/Berlin", ("%d.%m.%Y %H:%M",))
    assert (feed.date_formats, feed.null_values, feed.update_stamp) == (("%d.%m.%Y",), ("?",), "amount")
    assert feed.columns == feed.required_columns + feed.optional_columns == ("id", "amount", "vat_rate")
    assert feed.column_descriptions["id"] == "About id"
    assert feed.column_name("Nr.", 1) == "id"
    assert feed.column_name("Größe (m²)", 1) == snake_case("Größe (m²)") == "gr_e_m"
    assert feed.column_name(" ", 7) == "unnamed_7"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"colour": "red"}, "unknown setting colour; the settings are"),
        ({"files": None}, "the setting `files` is missing"),
        ({"key": None}, "the setting `key` is missing"),
        ({"key": ["number"]}, "the key number is not among its columns"),
        ({"update_stamp": "changed_at"}, "the update stamp changed_at is not among"),
        ({"header_aliases": {"Nr.": "number"}}, "leads to number, which is not among"),
        ({"format": "xlsx"}, "the format must be one of csv, multi_record_csv"),
        ({"encodings": ["utf-9"]}, "there is no encoding utf-9"),
        ({"encodings": "utf-8"}, "`encodings` must be a list of texts"),
        ({"optional_columns": [False]}, "put values such as NO or 1 in quotes"),
        ({"optional_columns": ["Amount"]}, "the column amount is declared twice"),
        ({"columns": ("id", "Amount")}, "the column name Amount is not in snake case"),
        ({"columns": ()}, "it declares no columns"),
        ({"source_timezone": "Europe/Atlantis"}, "there is no time zone Europe/Atlantis"),
        ({"files": "../orders*.csv"}, "must name files below the landing folder"),
        ({"files": "shop/../../orders*.csv"}, "must name files below the landing folder"),
        ({"files": "/var/orders*.csv"}, "must name files below the landing folder"),
        ({"files": "shop\\orders*.csv"}, "must name files below the landing folder"),
        ({"files": "**/orders*.csv"}, "must name files below the landing folder"),
    ],
)
def test_a_wrong_declaration_names_the_file_the_feed_and_the_error(tmp_path, change, message):
    declare(tmp_path, **change)
    with pytest.raises(FeedError) as error:
        feeds_in(tmp_path)
    assert str(error.value).startswith("_orders__sources.yml, feed orders: ")
    assert message in str(error.value)


RECORDS = {"headers": {"types": ["Header"], "columns": ["id", "number"], "key": ["id"], "update_stamp": "number"}}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"unknown_columns": "drop"}, "`unknown_columns` is `keep` or left out, not drop"),
        ({"snapshot": "yes"}, "`snapshot` is true or false"),
        ({"decimal_separator": ";"}, "`decimal_separator` is a point or a comma"),
        ({"records_at": "list"}, "`records_at` belongs to the format json"),
        ({"format": "multi_record_csv"}, "`records` and the format multi_record_csv belong together"),
        ({"records": RECORDS}, "the column amount is in none of the `records`"),
        ({"records": {"headers": {"types": ["Header"]}}}, "the record type headers needs `types`, `columns` and `key`"),
        ({"deliveries": [{"files": "shop/x.csv"}]}, "each of `deliveries` needs a `name` of its own"),
        ({"deliveries": [{"name": "a", "key": ["id"]}]}, "unknown setting key; the settings are date_formats"),
        ({"deliveries": [{"name": "a", "encodings": ["utf-9"]}]}, "there is no encoding utf-9"),
        ({"files": None, "deliveries": [{"name": "a"}]}, "the setting `files` is missing"),
        ({"columns": ("id", "source_attributes")}, "the column name source_attributes is not in snake case, or taken"),
    ],
)
def test_a_wrong_form_is_refused_too(tmp_path, change, message):
    declare(tmp_path, **change)
    with pytest.raises(FeedError) as error:
        feeds_in(tmp_path)
    assert message in str(error.value)


def test_deliveries_have_the_settings_of_the_feed_where_they_have_none_of_their_own(tmp_path):
    sheet = {
        "name": "sheet",
        "files": "shop/sheet*.txt",
        "format": "pipe_list",
        "decimal_separator": ",",
        "date_formats": ["%d.%m.%Y"],
    }
    declare(tmp_path, encodings=["cp1252"], header_aliases={"Nr.": "id"}, deliveries=[sheet, {"name": "table"}])
    (feed,) = feeds_in(tmp_path).values()
    found, table = feed.forms
    assert feed.delivery_of("shop/sheet_1.txt") == found
    assert feed.delivery_of("shop/orders.csv") == table
    assert feed.claims("shop/orders_1.csv")
    assert not feed.claims("shop/other.csv")
    assert feed.reaches("shop")
    assert (found.delivery, found.format, found.decimal_separator, found.date_formats) == (
        "sheet",
        "pipe_list",
        ",",
        ("%d.%m.%Y",),
    )
    assert (table.delivery, table.format, table.decimal_separator, table.date_formats) == ("table", "csv", ".", ("%Y-%m-%d",))
    assert found.encodings == table.encodings == ("cp1252",)
    assert found.header_aliases == {"Nr.": "id"}


def test_columns_have_types_and_may_be_optional(tmp_path):
    path = declare(tmp_path, unknown_columns="keep", snapshot=True, optional_columns=["note"])
    declared = yaml.safe_load(path.read_text())
    columns = declared["sources"][0]["tables"][0]["columns"]
    columns[1] |= {"data_type": "decimal", "config": {"meta": {"optional": True}}}
    path.write_text(yaml.safe_dump(declared))
    (feed,) = feeds_in(tmp_path).values()
    assert (feed.required_columns, feed.optional_columns, feed.types) == (("id",), ("amount", "note"), {"amount": "decimal"})
    assert feed.raw_columns == ("id", "amount", "note", "source_attributes")
    assert feed.is_snapshot
    columns[0]["data_type"] = "varchar"
    path.write_text(yaml.safe_dump(declared))
    with pytest.raises(FeedError, match="unknown data_type varchar; the types are text, id, decimal"):
        feeds_in(tmp_path)


def test_record_types_have_columns_keys_and_stamps_of_their_own(tmp_path):
    lines = {"types": ["Line"], "columns": ["record_type", "id", "amount"], "key": ["id", "amount"]}
    declare(tmp_path, format="multi_record_csv", key=None, records={**RECORDS, "lines": lines})
    (feed,) = feeds_in(tmp_path).values()
    assert feed.columns == ("record_type", "id", "amount", "number")
    assert (feed.key, feed.records["lines"].columns, feed.records["headers"].update_stamp) == ((), ("id", "amount"), "number")
    lines["types"] = ["Header"]
    declare(tmp_path, format="multi_record_csv", key=None, records={**RECORDS, "lines": lines})
    with pytest.raises(FeedError, match="the first field Header belongs to two record types"):
        feeds_in(tmp_path)


def test_a_table_without_a_feed_and_a_feed_declared_twice_are_refused(tmp_path):
    path = declare(tmp_path)
    declared = yaml.safe_load(path.read_text())
    declared["sources"][0]["tables"] *= 2
    path.write_text(yaml.safe_dump(declared))
    with pytest.raises(FeedError, match="two feeds are named orders"):
        feeds_in(tmp_path)
    declared["sources"][0]["tables"][0]["config"] = {}
    path.write_text(yaml.safe_dump(declared))
    with pytest.raises(FeedError, match="no `config.meta.feed` declaration"):
        feeds_in(tmp_path)


def test_the_declared_feeds_are_read_without_dbt():
    program = (
        "import sys; from orchestration.feeds import load_feeds; feeds = load_feeds(); "
        "assert 'dbt' not in sys.modules and 'duckdb' not in sys.modules; print(len(feeds))"
    )
    environment = {**os.environ, "PYTHONPATH": str(PROJECT_ROOT)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert int(done.stdout) == len(load_feeds()) >= 11
    for feed in load_feeds().values():
        assert feed.source != "warehouse"
        assert feed.owner
        assert feed.group
        assert feed.description


def test_a_pattern_keeps_to_its_folder_level():
    feeds = load_feeds()
    assert claimants("sap/EKKO_2024-01.csv.gz", feeds.values()) == ["ekko"]
    assert claimants("sap/old/EKKO.csv", feeds.values()) == []
    assert claimants("SAP/EKKO.csv", feeds.values()) == []
    assert feeds["ekko"].reaches("sap")
    assert not feeds["ekko"].reaches("sap/EKKO.csv")


# ---------------------------------------------------------------- workspace


def test_the_demo_is_the_workspace_where_none_is_named(monkeypatch, tmp_path):
    monkeypatch.delenv("OPSFACTS_HOME", raising=False)
    monkeypatch.delenv("OPSFACTS_LANDING", raising=False)
    workspace = Workspace.from_environment()
    assert (workspace.home, workspace.landing) == (PROJECT_ROOT / "warehouse/demo", PROJECT_ROOT / "landing/demo")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPSFACTS_HOME", "home")
    monkeypatch.setenv("OPSFACTS_LANDING", "exports")
    assert Workspace.from_environment() == Workspace(tmp_path / "home", tmp_path / "exports")
    assert Workspace.from_environment().build_database == tmp_path / "home/build/opsfacts.duckdb"


def test_a_home_takes_exports_from_one_landing_folder_only(tmp_path):
    for name in ("ours", "theirs"):
        (tmp_path / name).mkdir()
    workspace = Workspace(tmp_path / "home", tmp_path / "ours")
    workspace.ensure()
    workspace.ensure()
    assert workspace.raw.is_dir()
    (tmp_path / "link").symlink_to("ours")
    Workspace(tmp_path / "home", tmp_path / "link").ensure()
    with pytest.raises(WorkspaceError, match="Name another home in OPSFACTS_HOME"):
        Workspace(tmp_path / "home", tmp_path / "theirs").ensure()
    with pytest.raises(WorkspaceError, match="There is no landing folder"):
        Workspace(tmp_path / "home2", tmp_path / "nowhere").ensure()
    with pytest.raises(WorkspaceError, match="lies in its own landing folder"):
        Workspace(tmp_path / "ours" / "home", tmp_path / "ours").ensure()
    assert not (tmp_path / "home2").exists()
    assert os.listdir(tmp_path / "ours") == []


def test_a_failed_write_leaves_the_old_content_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "deep" / "file.json"
    write_atomically(path, "old")
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(OSError, match="No space left"):
            write_atomically(path, b"new")
    assert path.read_text() == "old"
    assert os.listdir(path.parent) == ["file.json"]


def test_what_is_put_in_place_is_on_disk_before(tmp_path, monkeypatch):
    steps = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda fd: (steps.append(os.readlink(f"/proc/self/fd/{fd}")), fsync(fd)))
    monkeypatch.setattr(os, "replace", lambda *names: (steps.append("replace"), replace(*names)))
    (tmp_path / "temporary").write_text("x")
    durable_replace(tmp_path / "temporary", tmp_path / "final")
    assert steps == [f"{tmp_path}/temporary", "replace", str(tmp_path)]
