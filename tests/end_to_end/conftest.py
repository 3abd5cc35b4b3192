"""The second run of a warehouse, which several files look at."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest
from command import AS_OF, opsfacts
from journey import Updated, landing_with_news, moved


@pytest.fixture(scope="session")
def updated(shared_folder: Path, demo_home: Path) -> Updated:
    """Only test_damage.py may go on with this warehouse; others read its second version, which stays as it is."""
    folder = shared_folder / "updated"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / "output.txt"
        if not done.exists():
            landing = landing_with_news(folder / "landing")
            home = moved(demo_home, folder / "warehouse")
            output = opsfacts("run", "--as-of", AS_OF, home=home, landing=landing).stdout
            done.write_text(output)
    (version,) = (path.name for path in (folder / "warehouse/published/versions").glob("000002-*"))
    return Updated(folder / "warehouse", folder / "landing", done.read_text(), version)
