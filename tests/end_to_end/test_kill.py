"""Kills and full disks: at any moment BI reads a whole version, and the next run makes what an undisturbed one makes."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy
from command import ROOT, command_line, environment, opsfacts
from journey import LATER, BadDays, assert_published_whole, correct, differing, export, findings, landing_with_news, moved

from orchestration.workspace import Workspace, disk_is_full


@dataclass(frozen=True)
class Prepared:
    """A warehouse with one version, a landing folder with new files, and what an undisturbed run makes of them."""

    home: Path
    landing: Path
    before: dict[str, bytes]
    after: dict[str, bytes]
    seconds: float

    @property
    def place(self) -> Workspace:
        return Workspace(self.home, self.landing)

    def command(self) -> list[str]:
        return command_line("run", "--as-of", LATER, home=self.home, landing=self.landing)

    def assert_whole(self, out: Path) -> str:
        """BI reads the version before or the complete new one, and the evidence tells no tales. Returns which."""
        version = assert_published_whole(self.place)
        shutil.rmtree(out, ignore_errors=True)
        content = export(self.home, out)
        which = [name for name, expected in (("before", self.before), ("after", self.after)) if not differing(content, expected)]
        assert which, f"{version} is neither the version before nor that of an undisturbed run"
        assert findings(self.place) == []
        return which[0]


def prepare(bad_days: BadDays, folder: Path, home: Path | None = None) -> Prepared:
    """On the eve of the correction: a new file, and one that takes the place of another, wait to be loaded."""
    landing = landing_with_news(folder / "landing")
    correct(landing)
    home = moved(bad_days.eve, home or folder / "warehouse")
    older, newer = (f"versions/{day.manifest['current_version']}" for day in (bad_days.blocked, bad_days.corrected))
    return Prepared(
        home,
        landing,
        export(bad_days.home, folder / "before", older),
        export(bad_days.home, folder / "after", newer),
        float(re.search(r"; ([\d.]+) in all", bad_days.corrected.stdout)[1]),
    )


def kill_at_random(prepared: Prepared, folder: Path, times: int, seed: int) -> None:
    fresh = folder / "fresh"
    shutil.copytree(prepared.home, fresh, symlinks=True)
    moments = random.Random(seed)
    longest = prepared.seconds
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
            prepared.assert_whole(folder / "export")
        else:
            longest = time.monotonic() - started  # the machine was idler than before
            assert run.returncode == 0
            assert prepared.assert_whole(folder / "export") == "after"
            shutil.rmtree(prepared.home)
            shutil.copytree(fresh, prepared.home, symlinks=True)
    last = opsfacts("run", "--as-of", LATER, home=prepared.home, landing=prepared.landing)
    assert prepared.assert_whole(folder / "export") == "after", last.stdout
    opsfacts("verify", home=prepared.home, landing=prepared.landing)


@pytest.mark.slow
def test_forty_kills_leave_a_whole_version(bad_days: BadDays, tmp_path: Path) -> None:
    kill_at_random(prepare(bad_days, tmp_path), tmp_path, times=40, seed=20260602)


class SmallDisk:
    """A file system of its own for a warehouse, with as much free space as a test wants."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def used(self) -> int:
        usage = os.statvfs(self.folder)
        return (usage.f_blocks - usage.f_bfree) * usage.f_frsize

    def leave(self, megabytes: float) -> None:
        size = self.used() + round(megabytes * 1_048_576)
        subprocess.run(["mount", "-o", f"remount,size={size // 4096 * 4096 + 4096}", self.folder], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1g", "tmpfs", folder], capture_output=True, text=True)
    if mounted.returncode != 0:
        pytest.skip(f"a small file system cannot be mounted here: {mounted.stderr.strip()}")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", folder], check=True)


def needed(prepared: Prepared, disk: SmallDisk) -> float:
    """Run with space enough; returns how many megabytes the run took at most beyond those before it."""
    before = highest = disk.used()
    with subprocess.Popen(
        prepared.command(), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment()
    ) as run:
        while run.poll() is None:
            highest = max(highest, disk.used())
            time.sleep(0.05)
    assert run.returncode == 0
    return (highest - before) / 1_048_576


def fill(prepared: Prepared, disk: SmallDisk, out: Path, megabytes: float) -> str:
    """Run with so much space; returns what the run had come to when the disk was full."""
    disk.leave(megabytes)
    result = opsfacts("run", "--as-of", LATER, home=prepared.home, landing=prepared.landing, check=False)
    disk.leave(500)
    assert result.returncode != 0, f"{megabytes} MB free: {result.stdout}"
    assert f"The disk is full: free space below {prepared.home} and run again" in result.stdout + result.stderr
    assert "Traceback" not in result.stdout
    assert prepared.assert_whole(out) == "before"
    progress = [line for line in result.stderr.splitlines() if re.match(r"\d\d:\d\d:\d\d ", line)]
    return progress[-1].split()[1] if progress else "start-up"


def test_a_full_disk_is_named_and_leaves_the_version_before(bad_days: BadDays, small_disk: SmallDisk, tmp_path: Path) -> None:
    prepared = prepare(bad_days, tmp_path, small_disk.folder / "warehouse")
    assert fill(prepared, small_disk, tmp_path / "export", megabytes=0) == "start-up"


def test_a_history_without_space_is_a_full_disk_even_once_space_is_free_again(small_disk: SmallDisk) -> None:
    engine = sqlalchemy.create_engine(f"sqlite:///{small_disk.folder / 'history.db'}", poolclass=sqlalchemy.NullPool)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("pragma journal_mode = wal"))
        connection.execute(sqlalchemy.text("create table events (event varchar)"))
    small_disk.leave(0)
    with pytest.raises(sqlalchemy.exc.OperationalError) as stopped, engine.begin() as connection:
        connection.execute(sqlalchemy.text("insert into events values ('step succeeded')"))
    small_disk.leave(500)
    assert "disk I/O error" in str(stopped.value)
    assert disk_is_full(stopped.value, Workspace(small_disk.folder, small_disk.folder))


@pytest.mark.slow
def test_a_disk_that_fills_at_any_stage_leaves_the_version_before(
    bad_days: BadDays, small_disk: SmallDisk, tmp_path: Path
) -> None:
    prepared = prepare(bad_days, tmp_path, small_disk.folder / "warehouse")
    fresh = tmp_path / "fresh"
    shutil.copytree(prepared.home, fresh, symlinks=True)
    need = needed(prepared, small_disk)
    reached = set()
    for share in (0.01, 0.2, 0.4, 0.6, 0.75, 0.93, 0.2):
        shutil.rmtree(prepared.home)
        shutil.copytree(fresh, prepared.home, symlinks=True)
        reached.add(fill(prepared, small_disk, tmp_path / "export", share * need))
    assert {"start-up", "model", "publishing"} < reached, reached
    opsfacts("run", "--as-of", LATER, home=prepared.home, landing=prepared.landing)
    assert prepared.assert_whole(tmp_path / "export") == "after"
