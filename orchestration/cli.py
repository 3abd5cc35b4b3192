"""The `opsfacts` command. Heavy libraries are imported by the commands that need them, when they need them."""

from __future__ import annotations

import time

STARTED = time.perf_counter()

import argparse  # noqa: E402
import datetime  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

from orchestration.workspace import PROJECT_ROOT, Workspace, WorkspaceError, write_atomically  # noqa: E402

EXIT_BLOCKED = 1


def main(argv: list[str] | None = None) -> int:
    """Entry point; returns the exit code."""
    arguments = _parser().parse_args(argv)
    if arguments.landing:
        os.environ["OPSFACTS_LANDING"] = str(Path(arguments.landing).expanduser().resolve())
    if arguments.home:
        os.environ["OPSFACTS_HOME"] = str(Path(arguments.home).expanduser().resolve())
    try:
        return arguments.command(arguments)
    except (WorkspaceError, OSError) as error:
        print(f"opsfacts: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="opsfacts",
        description="An operations data warehouse: exports of procurement, support and safety systems in, audited facts out.",
        epilog="Exit codes: 0 done, 1 blocked by a gate or failed (nothing was published), 2 could not start.",
    )
    places = argparse.ArgumentParser(add_help=False)
    places.add_argument("--landing", help="folder with the exports (OPSFACTS_LANDING; default seeds/demo)")
    places.add_argument("--home", help="folder of the warehouse (OPSFACTS_HOME; default warehouse/demo)")
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, function, text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, parents=[places], help=text, description=text)
        sub.set_defaults(command=function)
        return sub

    run = command("run", _run, "Run the whole job: ingest, gate 1, models, metrics, gate 2, publish.")
    run.add_argument("--as-of", type=_instant, help="UTC instant to report as of, e.g. 2026-05-01T00:00:00 (default: now)")
    run.add_argument("--force", action="store_true", help="run even if no file and no code changed")
    command("prepare", _prepare, "Parse the dbt project for this warehouse and set up Dagster's home (done by make).")
    command("versions", _versions, "List the published versions.")
    back = command("rollback", _rollback, "Take BI back to an earlier published version.")
    back.add_argument("--version", help="version to switch to (default: the one before the current)")
    back.add_argument("--reason", required=True, help="why; kept in the evidence")
    command("verify", _verify, "Verify the chain of evidence and the published files against it.")
    generate = command("generate", _generate, "Write demo exports of any size into the landing folder.")
    generate.add_argument("--events", type=int, required=True, help="about how many rows over all exports")
    generate.add_argument("--seed", type=int, default=1)
    generate.add_argument("--plain", action="store_true", help="do not gzip the large logs")
    return parser


def _instant(text: str) -> datetime.datetime:
    value = datetime.datetime.fromisoformat(text)
    return value.replace(tzinfo=datetime.UTC) if value.tzinfo is None else value.astimezone(datetime.UTC)


def _run(arguments: argparse.Namespace) -> int:
    from orchestration.run import nothing_new

    workspace = Workspace.from_environment()
    workspace.ensure()
    if not arguments.force and nothing_new(workspace):
        print(f"Nothing new in {workspace.landing}: every file is loaded and the code is unchanged. Nothing published.")
        return 0
    os.environ.setdefault("OPSFACTS_PROGRESS", "1")
    _prepare(arguments)
    import dagster as dg

    from orchestration.definitions import defs

    started = time.perf_counter()
    config = {
        "resources": {"run": {"config": {"as_of": arguments.as_of.isoformat() if arguments.as_of else ""}}},
        "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
    }
    with dg.DagsterInstance.get() as instance:
        result = defs.get_job_def("whole_path").execute_in_process(
            run_config=config, instance=instance, raise_on_error=False, tags={"opsfacts/trigger": "command line"}
        )
    manifest_path = workspace.evidence / result.run_id / "run_manifest.json"
    if not manifest_path.exists():
        errors = [e.event_specific_data.error for e in result.all_events if e.is_failure and e.event_specific_data]
        print("\n".join(str(error) for error in errors if error), file=sys.stderr)
        return 2
    _summary(workspace, json.loads(manifest_path.read_text()), started - STARTED)
    return 0 if result.success else EXIT_BLOCKED


def _summary(workspace: Workspace, manifest: dict, start_up: float) -> None:
    """What a person wants to know at the end of a run, from the evidence that was just sealed."""
    inputs = [entry for entry in manifest["inputs"]]
    count = lambda key: sum(entry[key] or 0 for entry in inputs)  # noqa: E731
    by_status = {s: sum(e["status"] == s for e in inputs) for s in ("loaded", "refused", "duplicate")}
    checks = manifest["checks"]
    seconds = {"start-up": start_up, **manifest["seconds"]}
    total = time.perf_counter() - STARTED
    seconds["other"] = max(0.0, total - sum(seconds.values()))
    lines = [
        "",
        f"Run {manifest['run_id']}: {manifest['status']} ({manifest['reason']})",
        f"  files      {by_status['loaded']} loaded, {by_status['refused']} refused, {by_status['duplicate']} duplicate",
        f"  records    {count('row_count'):,} in files = {count('raw_count'):,} in raw + {count('quarantined_count'):,} in quarantine",
    ]
    for entry in inputs:
        if entry["status"] != "loaded":
            lines.append(f"             {entry['status']}: {entry['file_name']}: {entry['detail'] or entry['reason']}")
    if manifest.get("publication"):
        tables = manifest["publication"]["tables"]
        facts = [t for t in tables if t["schema"] == "core"]
        rows = sum(t["row_count"] for t in facts)
        lines.append(f"  facts      {len(facts)} facts and dimensions with {rows:,} rows; {len(tables)} tables published")
    lines.append("  checks     " + ", ".join(f"{n} {s.replace('_', ' ')}" for s, n in checks["by_status"].items()))
    for failed in checks["not_passed"]:
        lines.append(f"             {failed['severity']} {failed['check_id']}: {failed['status']}, {failed['failed_count']} rows")
    if manifest.get("publication"):
        lines.append(f"  published  {workspace.published / 'current'} -> {manifest['publication']['version']}")
    else:
        lines.append("  published  nothing; what was published before is untouched")
    lines.append(f"  evidence   {workspace.evidence / manifest['run_id']}")
    lines.append("  seconds    " + ", ".join(f"{name} {value:.1f}" for name, value in seconds.items()) + f"; {total:.1f} in all")
    print("\n".join(lines))


def _prepare(arguments: argparse.Namespace) -> int:
    from orchestration import transform

    workspace = Workspace.from_environment()
    workspace.ensure()
    transform.prepare(workspace)
    dagster_home = workspace.home / "dagster"
    dagster_home.mkdir(exist_ok=True)
    settings = (PROJECT_ROOT / "orchestration" / "dagster.yaml").read_text()
    if not (dagster_home / "dagster.yaml").exists() or (dagster_home / "dagster.yaml").read_text() != settings:
        write_atomically(dagster_home / "dagster.yaml", settings)
    os.environ["DAGSTER_HOME"] = str(dagster_home)
    return 0


def _versions(arguments: argparse.Namespace) -> int:
    from orchestration.publish import current_version, versions

    workspace = Workspace.from_environment()
    current = current_version(workspace)
    found = versions(workspace)
    for version in found:
        mark = "current" if current and version.version == current.version else ""
        print(f"{version.version}  as of {version.as_of}  run {version.run_id}  {mark}".rstrip())
    if not found:
        print(f"Nothing is published in {workspace.home} yet: `make run` does.")
    return 0


def _rollback(arguments: argparse.Namespace) -> int:
    from orchestration.publish import rollback, writer_lock

    workspace = Workspace.from_environment()
    with writer_lock(workspace):
        version = rollback(workspace, arguments.version, reason=arguments.reason)
    print(f"BI now reads {version.version}")
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    from orchestration.evidence import verify

    workspace = Workspace.from_environment()
    problems = verify(workspace)
    for problem in problems:
        print(problem)
    packs = sum(1 for p in workspace.evidence.iterdir() if p.is_dir()) if workspace.evidence.exists() else 0
    print(f"{packs} evidence packs: " + (f"{len(problems)} problems" if problems else "the chain and every file are intact"))
    return 1 if problems else 0


def _generate(arguments: argparse.Namespace) -> int:
    from orchestration.demo import generate

    landing = Path(os.environ.get("OPSFACTS_LANDING", ""))
    if not os.environ.get("OPSFACTS_LANDING"):
        print("opsfacts: say where to write: --landing FOLDER", file=sys.stderr)
        return 2
    generate(landing, events=arguments.events, seed=arguments.seed, plain=arguments.plain)
    return 0


if __name__ == "__main__":
    sys.exit(main())
