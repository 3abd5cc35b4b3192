"""Kills and full disks: at any moment BI reads a whole version, and the next run makes what an undisturbed one makes."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from command import AS_OF, ROOT, command_line, environment, opsfacts
from journey import Updated, assert_published_whole, differing, export, findings, landing_with_news, moved, workspace

from orchestration.workspace import Workspace


@dataclass(frozen=True)
class Prepared:
    """A warehouse with one version, a landing folder with new files, and what an undisturbed run makes of them."""

    home: Path
    landing: Path
    before: dict[str, bytes]
    after: dict[str, bytes]

    @property
    def place(self) -> Workspace:
        return workspace(self.home, self.landing)

    def command(self) -> list[str]:
        return command_line("run", "--as-of", AS_OF, home=self.home, landing=self.landing)

    def assert_whole(self, out: Path) -> str:
        """BI reads the version before or the complete new one, and the evidence tells no tales. Returns which."""
        version = assert_published_whole(self.place)
        shutil.rmtree(out, ignore_errors=True)
        content = export(self.home, out)
        which = [name for name, expected in (("before", self.before), ("after", self.after)) if not differing(content, expected)]
        assert which, f"{version} is neither the version before nor that of an undisturbed run"
        assert findings(self.place) == []
        return which[0]


def prepare(demo_home: Path, updated: Updated, folder: Path, home: Path | None = None) -> Prepared:
    landing = landing_with_news(folder / "landing")
    home = moved(demo_home, home or folder / "warehouse")
    opsfacts("prepare", home=home, landing=landing)  # parses the dbt project, as the first run in a new place has to
    return Prepared(
        home,
        landing,
        export(demo_home, folder / "before"),
        export(updated.home, folder / "after", updated.version),
    )


def kill_at_random(prepared: Prepared, folder: Path, times: int, seed: int) -> None:
    fresh = folder / "fresh"
    shutil.copytree(prepared.home, fresh, symlinks=True)
    moments = random.Random(seed)
    longest = 15.0  # seconds; a run that ends earlier tells the true length
    kills = 0
    while kills < times:
        run = subprocess.Popen(
            prepared.command(),
            cwd=ROOT,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        started = time.monotonic()
        try:
            run.communicate(timeout=moments.uniform(0.2, longest))
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            run.communicate()
            kills += 1
            longest = max(longest, 1.3 * (time.monotonic() - started))
            prepared.assert_whole(folder / "export")
        else:
            longest = 1.05 * (time.monotonic() - started)
            assert run.returncode == 0
            assert prepared.assert_whole(folder / "export") == "after"
            shutil.rmtree(prepared.home)
            shutil.copytree(fresh, prepared.home, symlinks=True)
    last = opsfacts("run", "--as-of", AS_OF, home=prepared.home, landing=prepared.landing)
    assert prepared.assert_whole(folder / "export") == "after", last.stdout
    assert "the chain and every file are intact" in opsfacts("verify", home=prepared.home, landing=prepared.landing).stdout


def test_kills_at_random_moments_leave_a_whole_version(demo_home: Path, updated: Updated, tmp_path: Path) -> None:
    kill_at_random(prepare(demo_home, updated, tmp_path), tmp_path, times=4, seed=20260601)
