"""The real exports, loaded whole: every file taken, every row accounted for."""

from __future__ import annotations

import pytest
from ingest_lake import AS_OF

from orchestration.feeds import load_feeds
from orchestration.ingest import ingest_feed, ingest_unclaimed, ledger_entries
from orchestration.workspace import PROJECT_ROOT, Workspace

EXPORTS = PROJECT_ROOT.parent / "shared" / "data"
ROWS = {
    "bkpf": (6_943,),
    "ekko": (350,),
    "ekpo": (352,),
    "incident_event_log": (119_998,),
    "mkpf": (6_357,),
    "moderation_labels": (1_680,),
    "mseg": (19_305,),
    "po_item_events": (319_233,),
    "policy_review_labels": (3_901,),
    "review_judgements": (8_000,),
    "takedown_cases": (1_846, 1_799),
}


@pytest.mark.skipif(not EXPORTS.is_dir(), reason="the real exports are not here (../shared/data)")
def test_the_real_exports_load_whole(tmp_path):
    workspace = Workspace(tmp_path / "home", EXPORTS)
    feeds = load_feeds()
    results = {name: ingest_feed(workspace, feeds[name], AS_OF) for name in ROWS}
    for name, counts in ROWS.items():
        entries = results[name].entries
        assert tuple(entry["row_count"] for entry in entries) == counts, name
        assert tuple(entry["raw_count"] for entry in entries) == counts, name
        assert {entry["status"] for entry in entries} == {"loaded"}, name
    unclaimed = ingest_unclaimed(workspace, feeds, AS_OF)
    assert [entry["file_name"] for entry in unclaimed.entries] == [
        "README.md",
        "sap_event_log/expected_days_po_item_to_goods_receipt.csv",
        "takedowns/2018-SUMMARY-DATA.csv",
        "takedowns/2019-SUMMARY-DATA.csv",
    ]
    assert len(ledger_entries(workspace)) == 12 + 4
    assert all(ingest_feed(workspace, feeds[name], AS_OF).unchanged for name in ROWS)
