"""Warehouses that many tests read: built once per test session, by the command a user runs, and shared by its workers."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest
from command import AS_OF, ROOT, opsfacts

REAL_EXPORTS = ROOT.parent / "shared" / "data"
# What builds warehouses that others share comes first, so that no worker waits for another's; what needs the last of them, last.
FIRST = ("test_damage", "test_contributing", "test_procurement")
LAST = ("test_determinism", "test_kill")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Workers take whole files, in this order."""
    order = [*FIRST, None, *LAST]
    items.sort(key=lambda item: order.index(item.path.stem if item.path.stem in order else None))


def built_once(folder: Path, landing: Path) -> Path:
    """The home of a warehouse built from a landing folder; the first of the session's workers to ask builds it."""
    folder.mkdir(parents=True, exist_ok=True)
    home = folder / "warehouse"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / "done"
        if not done.exists():
            result = opsfacts("run", "--as-of", AS_OF, home=home, landing=landing)
            (folder / "output.txt").write_text(result.stdout)
            done.touch()
    return home


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers of this session see."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def examples_home(shared_folder: Path) -> Path:
    """Home of a warehouse that ran on the example exports. Read it; never write to it."""
    return built_once(shared_folder / "examples", ROOT / "seeds" / "examples")


@pytest.fixture(scope="session")
def real_home(shared_folder: Path) -> Path:
    """Home of a warehouse that ran on the real exports beside the repository. Read it; never write to it."""
    if not REAL_EXPORTS.is_dir():
        pytest.skip("the real exports (../shared/data) are not here")
    return built_once(shared_folder / "real", REAL_EXPORTS)
