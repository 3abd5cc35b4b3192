"""Kills, failing system calls and full disks: `current` stays whole, and the next publication works."""

import errno
import json
import os
import random
import shutil
import subprocess
import time
from pathlib import Path

import duckdb
import pytest
from small_warehouse import Warehouse
from test_readers import child

from orchestration.evidence import EvidencePack, LockedError, verify, version_damage
from orchestration.publish import (
    PublicationError,
    canonical_export,
    current_version,
    rollback,
    versions,
    writer_lock,
)


def assert_whole(warehouse: Warehouse) -> None:
    """Every visible version, and so the current one, is complete and unchanged."""
    workspace = warehouse.workspace
    assert current_version(workspace) in versions(workspace)
    for version in versions(workspace):
        assert version_damage(workspace.published / "versions" / version) == []
    with duckdb.connect(str(workspace.published / "current" / "opsfacts.duckdb"), read_only=True) as connection:
        assert connection.execute("select version from publication.publication").fetchall() == [(current_version(workspace),)]
        assert connection.execute("select count(*) from core.fct_orders").fetchone()[0] > 0


def leftovers(warehouse: Warehouse) -> list[str]:
    published = warehouse.workspace.published
    return [path.name for folder in (published, published / "versions") for path in folder.glob(".*")]


def kill_at_random(warehouse: Warehouse, root: Path, times: int) -> None:
    moments = random.Random(20260105)
    warehouse.publish("before")
    undisturbed = {
        path.name: path.read_bytes()
        for path in canonical_export(warehouse.workspace.published / "current/opsfacts.duckdb", root / "undisturbed")
    }
    for _ in range(times):
        publisher = child("publish_forever", root)
        publisher.stdout.readline()  # running
        time.sleep(moments.uniform(0, 0.5))
        publisher.kill()
        publisher.communicate()
        assert_whole(warehouse)
    with writer_lock(warehouse.workspace):
        warehouse.publish_built("after")
    assert_whole(warehouse)
    assert leftovers(warehouse) == []
    exported = canonical_export(warehouse.workspace.published / "current/opsfacts.duckdb", root / "after")
    assert {path.name: path.read_bytes() for path in exported} == undisturbed


def test_a_kill_at_any_moment_leaves_the_current_version_whole(warehouse: Warehouse, tmp_path: Path):
    kill_at_random(warehouse, tmp_path, times=6)


@pytest.mark.slow
def test_forty_kills_leave_the_current_version_whole(warehouse: Warehouse, tmp_path: Path):
    kill_at_random(warehouse, tmp_path, times=40)


def test_a_version_that_was_never_current_is_none(warehouse: Warehouse, tmp_path: Path):
    workspace = warehouse.workspace
    pack = EvidencePack(workspace, "run-before")
    pack.start("manual")
    pack.seal("published", warehouse.publish("before").version)
    warehouse.build("dying")
    child("die_before_the_switch", tmp_path).communicate()
    unfinished = workspace.published / "versions" / "000002-run-dyin"
    assert unfinished.exists()
    assert versions(workspace) == ["000001-run-befo"]
    assert_whole(warehouse)
    with pytest.raises(PublicationError, match="no published version '000002-run-dyin'"):
        rollback(workspace, unfinished.name, reason="test")
    assert verify(workspace) == []  # sealed by the rollback as a run that published nothing
    assert json.loads((workspace.evidence / "run-dying/run_manifest.json").read_bytes())["published"] is None
    assert warehouse.publish("after").version == "000002-run-afte"
    assert versions(workspace) == ["000001-run-befo", "000002-run-afte"]
    assert not unfinished.exists()
    assert leftovers(warehouse) == []


def test_a_failure_of_any_system_call_leaves_the_current_version_whole(warehouse: Warehouse, monkeypatch):
    warehouse.publish("before")
    calls = 0
    failing = 0

    def counted(name):
        function = getattr(os, name)

        def call(*arguments, **options):
            nonlocal calls
            calls += 1
            if calls == failing:
                raise OSError(errno.ENOSPC, f"No space left on device ({name})")
            return function(*arguments, **options)

        return call

    for name in ("mkdir", "fsync", "chmod", "rename", "replace", "symlink"):
        monkeypatch.setattr(os, name, counted(name))
    messages = []
    while True:
        current, failing, calls = current_version(warehouse.workspace), failing + 1, 0
        try:
            warehouse.publish_built("after")
        except PublicationError as error:
            messages.append(str(error))
            failing_now, failing = failing, 0
            assert current_version(warehouse.workspace) == current
            assert_whole(warehouse)
            failing = failing_now
            continue
        if calls < failing:
            break  # there was no such call any more
    assert len(messages) >= 15
    assert all("The disk is full: free space below" in message for message in messages)
    failing = 0
    warehouse.publish_built("after")
    assert_whole(warehouse)
    assert leftovers(warehouse) == []


@pytest.mark.parametrize("limit", [1_000, 100_000, 1_000_000])
def test_a_full_disk_is_named_and_leaves_the_current_version_whole(warehouse: Warehouse, tmp_path: Path, limit: int):
    warehouse.publish("before")
    warehouse.build("full", rows=100_000)
    publisher = child("publish_with_small_files", tmp_path, limit)
    output, errors = publisher.communicate(timeout=60)
    assert publisher.returncode == 3, errors
    assert "The disk is full: free space below" in output
    assert "BI reads 000001-run-befo as before" in output
    assert current_version(warehouse.workspace) == "000001-run-befo"
    assert_whole(warehouse)
    assert leftovers(warehouse) == []
    warehouse.publish_built("after")
    assert_whole(warehouse)


def test_a_small_file_system_that_runs_full(tmp_path: Path):
    mounted = tmp_path / "small"
    mounted.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", mounted], capture_output=True, check=False)
    if mount.returncode:
        pytest.skip("mounting a small file system takes root")
    try:
        warehouse = Warehouse(mounted)
        warehouse.publish("before")
        filler = mounted / "filler"
        free = shutil.disk_usage(mounted).free
        for left in range(0, 1_500_000, 150_000):
            filler.write_bytes(b"x" * (free - left))
            try:
                warehouse.publish_built("full", keep=1)
                break
            except PublicationError as error:
                assert "The disk is full" in str(error)  # noqa: PT017
                assert_whole(warehouse)
        filler.unlink()
        warehouse.publish_built("after")
        assert_whole(warehouse)
        assert leftovers(warehouse) == []
    finally:
        subprocess.run(["umount", mounted], check=True)


def test_one_writer_at_a_time(warehouse: Warehouse, tmp_path: Path):
    holder = child("hold_the_lock", tmp_path)
    assert holder.stdout.readline() == "held\n"
    refusal = pytest.raises(LockedError, match=f"held by process {holder.pid}, .* Nothing was changed")
    with refusal, writer_lock(warehouse.workspace):
        pass
    holder.kill()
    holder.communicate()
    with writer_lock(warehouse.workspace):
        pass
    with writer_lock(warehouse.workspace):
        pass
