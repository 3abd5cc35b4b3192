"""Builds the dbt project on Spark in this process, tests it and evaluates the spellings: `python build_on_spark.py <home>`.

A process of its own, because the Java virtual machine lasts as long as the process. What each dbt command did is left in
`<home>/spark/<command>/run_results.json`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from dbt.cli.main import dbtRunner
from pyspark.sql import SparkSession
from spellings import query

from orchestration.pseudonyms import register_spark

DBT_PROJECT = Path(__file__).parents[2] / "dbt_project"
# Reads staging models by convention instead of `ref`, so it is built when they stand.
LAST = "tag:after_models"
DATA_TESTS = [f"path:models/marts/core,test_name:{name}" for name in ("unique", "not_null", "never_null", "keyed")]


def main(home: Path) -> int:
    """Exit code 1 when dbt could not run or a node failed; which one, the run results say."""
    runner = dbtRunner()

    def dbt(name: str, *arguments: str) -> object:
        folders = ["--target-path", str(home / "spark" / name), "--log-path", str(home / "spark" / name)]
        places = ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT), "--target", "spark", *folders]
        outcome = runner.invoke(["--log-level", "none", "--log-level-file", "info", *arguments, *places])
        if outcome.exception is not None:
            raise SystemExit(f"dbt {arguments[0]} could not run on Spark: {outcome.exception}")
        return outcome

    runner = dbtRunner(manifest=dbt("parse", "parse").result)
    nodes = ["--resource-type", "model", "--resource-type", "seed"]
    outcomes = [dbt("sources", "run-operation", "create_sources")]
    register_spark(SparkSession.active(), home)
    outcomes += [dbt("models", "build", *nodes, "--exclude", LAST), dbt("last_models", "build", *nodes, "--select", LAST)]
    outcomes += [dbt("tests", "test", "--exclude-resource-type", "unit_test", "--select", *DATA_TESTS)]
    compiled = dbt("spellings", "compile", "--inline", query())
    row = SparkSession.active().sql(compiled.result.results[0].node.compiled_code).collect()[0]
    (home / "spark" / "spellings.json").write_text(json.dumps(row.asDict()))
    return 0 if all(outcome.success for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
