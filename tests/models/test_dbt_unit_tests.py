"""dbt's unit tests of the models' logic. They belong to CI, not to production builds, so the job leaves them out."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from command import dbt


def test_every_dbt_unit_test_passes(examples_home: Path, tmp_path: Path) -> None:
    """On a copy of a built warehouse, since dbt reads the types of a unit test's inputs from the tables that exist."""
    home = tmp_path / "warehouse"
    (home / "build").mkdir(parents=True)
    shutil.copy(examples_home / "build" / "opsfacts.duckdb", home / "build")
    for name in ("run_parameters.json", "check_results"):
        (home / "build" / name).symlink_to(examples_home / "build" / name)
    (home / "lake").symlink_to(examples_home / "lake")
    target = home / "dbt"
    run = dbt("test", "--select", "test_type:unit", home=home, target=target)
    results = json.loads((target / "run_results.json").read_text())["results"]
    failed = {r["unique_id"]: r["message"] for r in results if r["status"] != "pass"}
    assert not failed, "\n".join(f"{name}: {message}" for name, message in failed.items())
    assert run.returncode == 0, run.stdout[-4000:]
    assert len(results) >= 50
