"""Prints what the Dagster instance of DAGSTER_HOME has of a run, compared with the definitions."""

import json
import logging
import sys

import dagster as dg

logging.disable()
from orchestration.definitions import defs  # noqa: E402

with dg.DagsterInstance.get() as instance:
    run = instance.get_run_by_id(sys.argv[1])
    events = [entry.dagster_event for entry in instance.all_logs(run.run_id) if entry.dagster_event]
graph = defs.resolve_asset_graph()
materialised = {e.step_materialization_data.materialization.asset_key for e in events if e.is_step_materialization}
evaluations = [e.asset_check_evaluation_data for e in events if e.event_type_value == "ASSET_CHECK_EVALUATION"]
evaluated = {evaluation.asset_check_key for evaluation in evaluations}
print(
    json.dumps(
        {
            "status": run.status.value,
            "materialised": sorted(key.path for key in materialised),
            "not_materialised": sorted(key.to_user_string() for key in graph.materializable_asset_keys - materialised),
            "not_evaluated": sorted(key.to_user_string() for key in graph.asset_check_keys - evaluated),
            "evaluations": [
                {
                    "asset": evaluation.asset_key.path,
                    "check": evaluation.check_name,
                    "passed": evaluation.passed,
                    "severity": evaluation.severity.value,
                    "blocking": evaluation.blocking,
                    "description": evaluation.description,
                    "failed": str(evaluation.metadata["failed expectations"].value)
                    if "failed expectations" in evaluation.metadata
                    else "",
                }
                for evaluation in evaluations
            ],
        }
    )
)
