"""Whatever stops a run, and whatever happens to the bytes of a file: nothing is lost without a word."""

from __future__ import annotations

import itertools
import os
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from formats import FORMATS, written
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ingest_lake import AS_OF, HEADER, ORDERS, VISITS, Lake, gz, went

from orchestration.ingest import ingest_feed
from orchestration.workspace import Workspace

FILES = {
    "shop/orders_1.csv": HEADER + b"1,A,1,n\n2,B\n",
    "shop/orders_2.csv": b"order_id,colour\n1,red\n",
    "shop/orders_3.csv": HEADER + b"3,C,3,n\n",
    "shop/orders_4.csv": HEADER + b"3,C,3,n\n",
}
QUOTED = HEADER + b'1,"A, B",1,"say ""hi"""\r\n2,C,2,\r\n3,"D\nE",3,n\r\n'
JSON = b'{"visit_id": 1, "pages": 2}\n{"visit_id": 2, "pages": null, "S3": true, "comment": "\\u00e9"}\n'
VICTIMS = {
    "csv": (QUOTED, "shop/orders.csv", ORDERS),
    "gzip": (gz(QUOTED), "shop/orders.csv.gz", ORDERS),
    "utf-16": (QUOTED.decode().encode("utf-16"), "shop/orders.csv", ORDERS),
    "jsonl": (JSON, "shop/visits.jsonl", VISITS),
    **{
        feed.name: (
            written(feed, [("1", "a, b", "x"), ("22", 'say "hi"', "y"), ("3", "z", "2")]).encode(),
            f"shop/{feed.name}",
            feed,
        )
        for feed in (replace(feed, files=f"shop/{feed.name}") for feed in FORMATS)
    },
}


class PowerCut(BaseException):
    """Nothing in the program may catch it."""


def test_a_crash_before_any_step_is_repaired_by_the_next_run(lake, tmp_path, monkeypatch):
    for name, content in FILES.items():
        lake.land(name, content)
    lake.run()
    undisturbed = lake.files()
    replace = os.replace
    for crash_at in itertools.count(1):
        other = Lake.__new__(Lake)
        other.workspace = Workspace(tmp_path / f"home_{crash_at}", lake.workspace.landing)
        calls = itertools.count(1)

        def cut(*arguments, calls=calls, crash_at=crash_at):
            if next(calls) == crash_at:
                raise PowerCut
            replace(*arguments)

        monkeypatch.setattr(os, "replace", cut)
        try:
            ingest_feed(other.workspace, ORDERS, AS_OF)
        except PowerCut:
            crashed = True
        else:
            crashed = False
        monkeypatch.setattr(os, "replace", replace)
        ingest_feed(other.workspace, ORDERS, AS_OF)
        assert other.files() == undisturbed, f"after a crash at step {crash_at}"
        if not crashed:
            break
    # home's landing.json, two schemas, raw, quarantine and a copy of the refused file, four ledger entries; and for the copy of a
    # later name raw once more and the entry of the copy that it outranks
    assert crash_at - 1 == 1 + 2 + 2 + 1 + 1 + 4 + 2


def test_a_crash_while_a_file_is_superseded_is_repaired_by_the_next_run(tmp_path, monkeypatch):
    def replaced(folder: Path) -> Lake:
        lake = Lake(folder)
        lake.load(HEADER + b"1,A,1,n\n2,B\n", name="shop/orders_m.csv")
        lake.load(HEADER + b"1,A,1,n\n2,B\n", name="shop/orders_a.csv")
        lake.land("shop/orders_m.csv", HEADER + b"9,Z,9,n\n")
        return lake

    undisturbed = replaced(tmp_path / "undisturbed")
    undisturbed.run()
    replace, done = os.replace, False
    for crash_at in itertools.count(1):
        lake = replaced(tmp_path / str(crash_at))
        calls = itertools.count(1)

        def cut(*arguments, calls=calls, crash_at=crash_at):
            if next(calls) == crash_at:
                raise PowerCut
            replace(*arguments)

        monkeypatch.setattr(os, "replace", cut)
        try:
            lake.run()
            done = True
        except PowerCut:
            pass
        monkeypatch.setattr(os, "replace", replace)
        lake.run()
        assert sorted(lake.raw("order_id, _file_name")) == sorted(undisturbed.raw("order_id, _file_name"))
        assert lake.files().keys() == undisturbed.files().keys(), f"after a crash at step {crash_at}"
        if done:
            break
    assert crash_at > 5


def test_rows_of_a_crashed_load_whose_file_was_replaced_are_set_aside(lake, monkeypatch):
    lake.land("shop/orders.csv", HEADER + b"1,A,1,n\n2,B\n")
    monkeypatch.setattr("orchestration.ingest.write_atomically", lambda *_: (_ for _ in ()).throw(PowerCut))
    with pytest.raises(PowerCut):
        lake.run()
    monkeypatch.undo()
    assert lake.raw("order_id") == [("1",)]
    lake.land("shop/orders.csv", HEADER + b"9,Z,9,n\n")
    lake.run()
    assert lake.raw("order_id") == [("9",)]
    assert lake.quarantined("1") == []
    assert sorted(name.rsplit(".")[-1] for name in lake.files() if "orphan" in name) == [
        "quarantine_orphan",
        "raw_orphan",
    ]


def test_a_full_disk_stops_the_run_and_refuses_no_file(lake, monkeypatch):
    lake.land("shop/orders.csv", HEADER + b"1,A,1,n\n")

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            lake.run()
    (entry,) = lake.run().entries
    assert (entry["status"], went(entry)) == ("loaded", (1, 1, 0))


DAMAGE = st.lists(
    st.tuples(st.sampled_from(["flip", "insert", "delete"]), st.integers(0, 400), st.integers(0, 255)),
    min_size=1,
    max_size=3,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(victim=st.sampled_from(sorted(VICTIMS)), damage=DAMAGE)
def test_any_damage_ends_in_rows_accounted_for_or_in_a_refused_file(tmp_path_factory, victim, damage):
    content, name, feed = VICTIMS[victim]
    damaged = bytearray(content)
    for kind, position, byte in damage:
        position %= len(damaged)
        if kind == "flip":
            damaged[position] ^= byte or 1
        elif kind == "insert":
            damaged.insert(position, byte)
        else:
            del damaged[position]
    lake = Lake(tmp_path_factory.mktemp("damaged"))
    entry = lake.load(bytes(damaged), name, feed)
    with duckdb.connect() as connection:
        stored = [
            connection.execute(f"select count(*) from read_parquet('{folder}/{feed.name}/*.parquet')").fetchone()[0]
            for folder in (lake.workspace.raw, lake.workspace.quarantine)
        ]
    if entry["status"] == "loaded":
        assert entry["row_count"] == sum(stored)
        assert [entry["raw_count"], entry["quarantined_count"]] == stored
    else:
        assert entry["status"] == "refused"
        assert entry["reason"] not in (None, "count_mismatch")
        assert entry["detail"]
        assert stored == [0, 0]
        assert lake.kept_copy(entry) == bytes(damaged)
