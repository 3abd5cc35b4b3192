"""Small builds of the dbt project in a temporary home."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"


class DbtHome:
    """A home of the warehouse in which dbt can build a part of the project."""

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
        self._dbt("build", "--exclude-resource-type", "unit_test", "--indirect-selection", "buildable", "--select", *selection)

    def compile(self, sql: str) -> str:
        """The SQL of a query in which the project's macros are used."""
        output = self._dbt("compile", "--output", "json", "--inline", sql)
        return json.loads(output[output.index("{") :])["compiled"]

    def _dbt(self, command: str, *arguments: str) -> str:
        result = subprocess.run(
            [
                *(str(Path(sys.executable).with_name("dbt")), "--quiet", "--no-use-colors", command, "--profiles-dir", "."),
                *("--target-path", str(self.path / "dbt"), "--log-path", str(self.path / "dbt"), *arguments),
            ],
            cwd=PROJECT,
            env=os.environ | {"OPSFACTS_HOME": str(self.path)},
            capture_output=True,
            text=True,
        )
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout


@pytest.fixture(scope="module")
def dbt_home(tmp_path_factory: pytest.TempPathFactory) -> DbtHome:
    return DbtHome(tmp_path_factory.mktemp("home") / "warehouse")
