"""The days after a warehouse's first run, which several files look at."""

from __future__ import annotations

import fcntl
import json
from dataclasses import asdict
from pathlib import Path

import pytest
from journey import BadDays, Day, correct, landing_with_news, moved, run

from orchestration.workspace import Workspace


@pytest.fixture(scope="session")
def bad_days(shared_folder: Path, examples_home: Path) -> BadDays:
    """A feed breaks its contract beside a damaged file; it is corrected, but the run is killed among the models; the next ends.

    Only test_damage.py may go on with `home`.
    """
    folder = shared_folder / "bad_days"
    folder.mkdir(exist_ok=True)
    home, landing, eve, done = (folder / name for name in ("warehouse", "landing", "eve", "days.json"))
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            place = Workspace(moved(examples_home, home), landing_with_news(landing))
            blocked = run(place)
            moved(home, eve)
            correct(landing)
            days = [blocked, run(place, kill_at="model stg_sap__ekko: "), run(place)]
            done.write_text(json.dumps([asdict(day) for day in days]))
    return BadDays(home, landing, eve, *(Day(**day) for day in json.loads(done.read_text())))
