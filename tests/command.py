"""The `opsfacts` command as a user runs it: in a process of its own, so that nothing of the test can help it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from orchestration.transform import DBT_PROJECT
from orchestration.transform import environment as dbt_environment
from orchestration.workspace import Workspace

ROOT = Path(__file__).parents[1]
AS_OF = "2026-06-01T00:00:00"
TIMEOUT = 600  # seconds

# Where the system lets us, the command runs in a network namespace of its own, with no way out: it must not notice.
_UNSHARE = ["unshare", "--net", *([] if os.geteuid() == 0 else ["--map-root-user"])]
OFFLINE = _UNSHARE if shutil.which("unshare") and not subprocess.run([*_UNSHARE, "true"], capture_output=True).returncode else []


def command_line(*arguments: object, home: Path, landing: Path) -> list[str]:
    """The command and its arguments."""
    places = ["--home", str(home), "--landing", str(landing)]
    return [*OFFLINE, sys.executable, "-m", "orchestration.cli", *map(str, arguments), *places]


def environment() -> dict[str, str]:
    """The variables of this process, without a home or landing folder that a test may have set."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPSFACTS_", "DAGSTER_HOME"))}
    return {**kept, "PYTHONPATH": str(ROOT)}


def opsfacts(*arguments: object, home: Path, landing: Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    result = subprocess.run(
        command_line(*arguments, home=home, landing=landing),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        env=environment(),
    )
    if check and result.returncode != 0:
        raise AssertionError(f"opsfacts {arguments} ended with {result.returncode}:\n{result.stdout}\n{result.stderr[-6000:]}")
    return result


def dbt(*arguments: str, home: Path, target: Path) -> subprocess.CompletedProcess[str]:
    """Run dbt on the project with the warehouse of a home; what it writes beside tables goes to `target`."""
    folders = {"project-dir": DBT_PROJECT, "profiles-dir": DBT_PROJECT, "target-path": target, "log-path": target / "logs"}
    return subprocess.run(
        [sys.executable, "-m", "dbt.cli.main", *arguments, *(f"--{name}={path}" for name, path in folders.items())],
        env=os.environ | dbt_environment(Workspace(home, home)) | {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false"},
        capture_output=True,
        text=True,
    )
