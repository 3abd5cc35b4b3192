"""The worked example of CONTRIBUTING.md, followed to the letter: a new feed takes new files only, and arrives everywhere."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[2]
EXPORT = (
    "Shift Id;Agent;Planned Start;Planned End\n"
    "S-1;agent_07;05/01/2026 08:00;05/01/2026 16:30\n"
    "S-2;agent_08;01/07/2026 08:00;01/07/2026 16:30\n"
)


def test_the_example_adds_a_feed_with_new_files_only(tmp_path: Path) -> None:
    """Only this feed has files, so it also shows that a company need not have every system."""
    project = tmp_path / "project"
    for name in ("dbt_project", "expectations", "orchestration", "seeds/reference", "constraints.txt"):
        source, target = ROOT / name, project / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("target", "logs", "__pycache__"))
        else:
            shutil.copy(source, target)
    blocks = re.findall(r"^```\w+ file=(\S+)\n(.*?)^```$", (ROOT / "CONTRIBUTING.md").read_text(), flags=re.M | re.S)
    assert len(blocks) == 4
    for name, text in blocks:
        target = project / name
        assert not target.exists(), f"{name} is not new"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    landing, home = tmp_path / "landing", tmp_path / "warehouse"
    (landing / "workforce").mkdir(parents=True)
    (landing / "workforce" / "shifts-2026-01-05.csv").write_text(EXPORT)

    run = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "run", "--landing", str(landing), "--home", str(home)],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr[-4000:]

    with duckdb.connect(str(home / "build" / "opsfacts.duckdb"), read_only=True) as build:
        rows = build.execute(
            "select shift_id, cast(planned_start_at as varchar) from staging.stg_workforce__shifts order by 1"
        ).fetchall()
    assert rows == [("S-1", "2026-01-05 08:00:00"), ("S-2", "2026-07-01 07:00:00")], (
        "Dublin is at UTC in winter, an hour ahead in summer"
    )
    with duckdb.connect(str(home / "published" / "current" / "opsfacts.duckdb"), read_only=True) as published:
        stages = published.execute(
            "select stage, left_value, difference from audit.reconciliation where object = 'shifts' order by 1"
        ).fetchall()
        checks = published.execute(
            "select status, count(*) from audit.fct_check_results where asset = 'shifts' group by 1"
        ).fetchall()
    assert [(stage, int(left), int(difference)) for stage, left, difference in stages] == [
        ("landed_to_raw", 2, 0),
        ("raw_to_staging", 2, 0),
    ]
    assert [status for status, _ in checks] == ["passed"]
    manifest = json.loads((home / "dbt" / "manifest.json").read_text())
    assert "source.opsfacts.workforce.shifts" in manifest["sources"]
