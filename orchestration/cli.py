"""The `opsfacts` command. Heavy libraries are imported by the commands that need them, when they need them."""

from __future__ import annotations

import time

STARTED = time.perf_counter()

import argparse  # noqa: E402
import datetime  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import shlex  # noqa: E402
import sys  # noqa: E402
from collections import Counter  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

from orchestration.workspace import PROJECT_ROOT, Workspace, disk_is_full, explain, write_atomically  # noqa: E402

EXIT_BLOCKED = 1
EXIT_NOT_STARTED = 2


def main(argv: list[str] | None = None) -> int:
    """Entry point; returns the exit code."""
    arguments = _parser().parse_args(argv)
    if arguments.landing:
        os.environ["OPSFACTS_LANDING"] = str(Path(arguments.landing).expanduser().resolve())
    if arguments.home:
        os.environ["OPSFACTS_HOME"] = str(Path(arguments.home).expanduser().resolve())
    try:
        return arguments.command(arguments)
    except (OSError, RuntimeError, ValueError) as error:
        workspace = Workspace.from_environment()
        print(f"opsfacts: {explain(error, workspace) if disk_is_full(error, workspace) else error}", file=sys.stderr)
        return EXIT_NOT_STARTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="opsfacts",
        description="An operations data warehouse: exports of procurement, support and safety systems in, audited facts out.",
        epilog="Exit codes: 0 done, 1 blocked by a gate or failed (nothing was published), 2 could not start.",
    )
    places = argparse.ArgumentParser(add_help=False)
    places.add_argument("--landing", help="folder with the exports (OPSFACTS_LANDING; default landing/demo)")
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
    command("env", _env, 'Print what plain dbt commands need in their environment: eval "$(opsfacts env)".')
    command("versions", _versions, "List the published versions.")
    back = command("rollback", _rollback, "Take BI back to an earlier published version.")
    back.add_argument("--version", help="version to switch to (default: the one before the current)")
    back.add_argument("--reason", required=True, help="why; kept in the evidence")
    check = command("verify", _verify, "Verify the chain of evidence and the published files against it.")
    check.add_argument("--anchor", help="manifest hash noted at an earlier verification; the chain must still contain it")
    play = commands.add_parser("simulate", help="Play a company and write its exports, and the truth beside them.")
    play.add_argument("--landing", required=True, help="folder for the exports; new or empty")
    play.add_argument("--truth", required=True, help="folder for what is true, outside the landing folder; new or empty")
    play.add_argument("--days", type=int, default=90)
    play.add_argument("--scale", type=float, default=1.0, help="1 is a company of 450 people; volume grows with it")
    play.add_argument("--seed", type=int, default=1, help="the same seed gives the same bytes")
    play.add_argument("--start", type=datetime.date.fromisoformat, default=datetime.date(2026, 2, 2), help="first day")
    play.add_argument(
        "--rate", type=_rate, action="append", default=[], metavar="NAME=VALUE", help="plant this more or less often; repeatable"
    )
    play.add_argument("--rates", action=_Rates, nargs=0, help="list what is planted, how often, and exit")
    play.set_defaults(command=_simulate, home=None)
    compare = command("score", _score, "Compare what a warehouse found with what was planted in its exports.")
    compare.add_argument("--truth", required=True, help="folder that `simulate` wrote")
    compare.add_argument("--json", help="write the scores to this file too")
    return parser


def _instant(text: str) -> datetime.datetime:
    value = datetime.datetime.fromisoformat(text)
    return value.replace(tzinfo=datetime.UTC) if value.tzinfo is None else value.astimezone(datetime.UTC)


def _rate(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        return name, float(value)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE") from None


class _Rates(argparse.Action):
    def __call__(self, *_: object) -> None:
        from simulator.registry import RATES

        for rate in RATES.values():
            print(f"{rate.name:<40}{rate.usual:>8g}  {rate.of}")
        sys.exit(0)


def _run(arguments: argparse.Namespace) -> int:
    from orchestration.run import close_interrupted, nothing_new

    workspace = Workspace.from_environment()
    workspace.ensure()
    close_interrupted(workspace)
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
    try:
        with dg.DagsterInstance.get() as instance:
            result = defs.resolve_job_def("whole_path").execute_in_process(
                run_config=config, instance=instance, raise_on_error=False, tags={"opsfacts/trigger": "command line"}
            )
    except Exception as error:  # the run's own failures do not come here: Dagster could not keep its history of them
        print(f"opsfacts: the run stopped: {explain(error, workspace)}", file=sys.stderr)
        return EXIT_BLOCKED
    manifest_path = workspace.evidence / result.run_id / "run_manifest.json"
    if not result.success:
        print("\n".join(_failures(result)), file=sys.stderr)
    if not manifest_path.exists():  # the run could not even open
        return EXIT_NOT_STARTED
    _summary(workspace, json.loads(manifest_path.read_text()), started - STARTED)
    return 0 if result.success else EXIT_BLOCKED


def _failures(result: Any) -> list[str]:
    """What the failed steps of a run say, without Dagster's words around it."""
    messages = []
    for event in result.all_events:
        error = getattr(event.event_specific_data, "error", None) if event.is_failure else None
        while error and error.cause and str(error.cls_name).startswith("Dagster"):
            error = error.cause
        if error:
            messages.append(error.message.strip())
    return messages


def _summary(workspace: Workspace, manifest: dict[str, Any], start_up: float) -> None:
    """What a person wants to know at the end of a run, from the evidence that was just sealed."""
    from orchestration.ingest import ledger_entries

    entries = ledger_entries(workspace)
    pack = workspace.evidence / manifest["run_id"]
    files = Counter(entry["status"] for entry in entries)
    records = {k: sum(e[k] or 0 for e in entries) for k in ("row_count", "raw_count", "quarantined_count")}
    print(f"\nRun {manifest['run_id']}: {manifest['status'].replace('_', ' ')} ({manifest['detail']})")
    print("  files      " + ", ".join(f"{files[status]} {status}" for status in ("loaded", "refused", "duplicate", "superseded")))
    print("  records    {row_count:,} in files = {raw_count:,} in raw + {quarantined_count:,} in quarantine".format(**records))
    for entry in entries:
        if entry["status"] == "refused" and entry["is_in_landing"]:
            print(f"             {entry['status']}: {entry['file_name']}: {entry['detail']}")
    published = manifest["published"]
    if published:
        facts = [table for table in published["tables"] if table["schema"] == "core"]
        rows = sum(table["row_count"] for table in facts)
        print(f"  facts      {len(facts)} facts and dimensions, {rows:,} rows; {len(published['tables'])} tables published")
    checks: Counter[str] = Counter()
    for group in manifest["checks"]:
        checks[group["status"]] += group["count"]
    print("  checks     " + ", ".join(f"{checks[s]} {s.replace('_', ' ')}" for s in ("passed", "failed", "errored", "not_run")))
    for found in json.loads((pack / "exceptions.json").read_text()):
        if found["status"] in ("failed", "errored"):
            rows = f", {found['failed_count']} rows" if found["failed_count"] else ""
            print(f"             {found['severity']}: {found['check_id']} {found['status']}{rows}")
    target = f"{workspace.published / 'current'} -> {published['version']}" if published else "nothing; what stood before stands"
    print(f"  published  {target}")
    print(f"  evidence   {pack}")
    seconds = {"start-up": start_up, **json.loads((pack / "seconds.json").read_text())}
    total = time.perf_counter() - STARTED
    seconds["rest"] = total - sum(seconds.values())
    print("  seconds    " + ", ".join(f"{name} {value:.1f}" for name, value in seconds.items()) + f"; {total:.1f} in all")


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


def _env(arguments: argparse.Namespace) -> int:
    from orchestration.transform import environment

    for name, value in environment(Workspace.from_environment()).items():
        print(f"export {name}={shlex.quote(value)}")
    return 0


def _versions(arguments: argparse.Namespace) -> int:
    from orchestration.publish import current_version, read_version, versions

    workspace = Workspace.from_environment()
    names = versions(workspace)
    for name in names:
        manifest = read_version(workspace, name).manifest
        mark = "  <- current" if name == current_version(workspace) else ""
        print(f"{name}  as of {manifest['as_of_at']}  published {manifest['published_at']}  run {manifest['run_id']}{mark}")
    if not names:
        print(f"Nothing is published in {workspace.home} yet: `make run` does.")
    return 0


def _rollback(arguments: argparse.Namespace) -> int:
    from orchestration.publish import rollback

    publication = rollback(Workspace.from_environment(), arguments.version, reason=arguments.reason)
    print(f"BI now reads {publication.version}")
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    from orchestration.evidence import head, verify

    workspace = Workspace.from_environment()
    problems = verify(workspace, arguments.anchor)
    for problem in problems:
        print(problem)
    newest = head(workspace)
    if newest:
        sequence, sha256 = newest
        print(f"{sequence} evidence packs, the newest with manifest {sha256}: note it outside, and give it to --anchor next time")
    print(f"{len(problems)} problems" if problems else "The chain, every pack and every published file are as they were sealed.")
    return 1 if problems else 0


def _simulate(arguments: argparse.Namespace) -> int:
    from simulator.engine import Parameters
    from simulator.play import simulate

    parameters = Parameters(arguments.start, arguments.days, arguments.scale, arguments.seed, dict(arguments.rate))
    simulate(parameters, Path(arguments.landing), Path(arguments.truth), say=print)
    print(f"Exports in {arguments.landing}, the truth in {arguments.truth}")
    return 0


def _score(arguments: argparse.Namespace) -> int:
    from orchestration.publish import current_version
    from simulator.registry import COMPARISONS
    from simulator.score import as_json, is_clean, report, score

    workspace = Workspace.from_environment()
    if current_version(workspace) is None:
        raise ValueError(f"nothing is published in {workspace.home} yet: run `opsfacts run` on the simulated exports first")
    scores = score(workspace.published / "current" / "opsfacts.duckdb", workspace.home, Path(arguments.truth), COMPARISONS)
    if arguments.json:
        Path(arguments.json).write_text(as_json(scores))
    print(report(scores))
    return 0 if is_clean(scores) else EXIT_BLOCKED


if __name__ == "__main__":
    sys.exit(main())
