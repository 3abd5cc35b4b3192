"""Small builds of the dbt project in a temporary home."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.transform import environment
from orchestration.workspace import Workspace

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"


class DbtHome:
    """A home of the warehouse in which dbt can build a part of the project."""

    project = PROJECT

    def __init__(self, path: Path) -> None:
        self.path = path
        (path / "build").mkdir(parents=True)
        self.set_as_of("2026-06-01T00:00:00")

    @property
    def database(self) -> str:
        return str(self.path / "build" / "opsfacts.duckdb")

    def set_as_of(self, as_of_at: str) -> None:
        parameters = {"run_id": "test", "as_of_at": as_of_at}
        (self.path / "build" / "run_parameters.json").write_text(json.dumps(parameters))

    def build(self, *selection: str) -> None:
        without_unit_tests = ("--exclude-resource-type", "unit_test", "--indirect-selection", "buildable")
        self._dbt("build", *without_unit_tests, "--select", *selection)

    def compile(self, sql: str) -> str:
        """The SQL of a query in which the project's macros are used."""
        output = self._dbt("compile", "--output", "json", "--inline", sql)
        return json.loads(output[output.index("{") :])["compiled"]

    def _dbt(self, command: str, *arguments: str) -> str:
        dbt = Path(sys.executable).with_name("dbt")
        folder = self.path / "dbt"
        options = ("--profiles-dir", ".", "--target-path", folder, "--log-path", folder)
        result = subprocess.run(
            [dbt, "--quiet", "--no-use-colors", command, *options, *arguments],
            cwd=PROJECT,
            env=os.environ | environment(Workspace(self.path, self.path)),
            capture_output=True,
            text=True,
        )
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout


@pytest.fixture(scope="module")
def dbt_home(tmp_path_factory: pytest.TempPathFactory) -> DbtHome:
    return DbtHome(tmp_path_factory.mktemp("home") / "warehouse")
