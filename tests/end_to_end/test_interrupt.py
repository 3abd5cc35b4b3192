"""Ctrl-C: the run ends, its evidence says so, and what dbt's threads still say afterwards does not get into it."""

from __future__ import annotations

from pathlib import Path

from orchestration.evidence import verify
from orchestration.run import open_run
from orchestration.workspace import Workspace


def test_a_thread_that_outlives_its_run_adds_nothing_to_sealed_evidence(tmp_path: Path) -> None:
    (tmp_path / "landing").mkdir()
    place = Workspace(tmp_path / "home", tmp_path / "landing")
    with open_run(place, "run-1", "test") as run:
        run.progress("in time")
    run.progress("too late")
    assert verify(place) == []
    log = (place.evidence / "run-1" / "log.txt").read_text()
    assert log.endswith(" in time\n")
    assert "too late" not in log
