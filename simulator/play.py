"""Plays a world, writes its exports and its truth."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from typing import Any

from simulator.engine import Parameters, World
from simulator.export import Export
from simulator.registry import EXPORTS, RATES, STEPS


def simulate(parameters: Parameters, landing: Path, truth: Path, say: Callable[[str], None] = lambda _: None) -> dict[str, int]:
    """Write what every system exports to `landing` and what is true to `truth`; returns the rows of each feed.

    Both folders must be new or empty, and neither inside the other: the warehouse must not be able to read the truth.
    """
    for name, value in parameters.rates.items():
        if name not in RATES:
            raise ValueError(f"no rate is called {name}; there are: {', '.join(sorted(RATES))}")
        if not 0 <= value <= RATES[name].most:
            raise ValueError(f"the rate {name} is {value:g}: it must lie between 0 and {RATES[name].most:g} ({RATES[name].of})")
    landing, truth = landing.resolve(), truth.resolve()
    if landing.is_relative_to(truth) or truth.is_relative_to(landing):
        raise ValueError(f"the truth ({truth}) must lie outside the landing folder ({landing}), and the other way round")
    for folder in (landing, truth):
        if folder.exists() and any(folder.iterdir()):
            raise ValueError(f"{folder} is not empty: name a new folder, or remove it first")
        folder.parent.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()

    def told(what: str) -> None:
        say(f"{time.perf_counter() - started:7.1f} s  {what}")

    # Both folders appear when they are whole, so that an interrupted simulation is not taken for a small company.
    exports, scratch = (Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent)) for folder in (landing, truth))
    try:
        world = World(parameters, scratch / "played.duckdb")
        play(world, STEPS)
        told(f"played {parameters.days} days of a company, {len(STEPS)} steps")
        rows = _export(world, exports)
        told(f"exported {sum(rows.values()):,} rows of {len(rows)} feeds")
        (scratch / "truth").mkdir()
        _write_truth(world, scratch / "truth")
        told("wrote the truth")
        world.database.close()
        for made, folder in ((scratch / "truth", truth), (exports, landing)):
            made.chmod(0o755)
            made.replace(folder)
        return rows
    finally:
        for folder in (exports, scratch):
            shutil.rmtree(folder, ignore_errors=True)


def play(world: World, steps: Iterable[Any]) -> None:
    """Let happen what the steps play, in order; then each that can tells what shows only at the end."""
    steps = list(steps)
    tellers = [step.tell for step in steps if hasattr(step, "tell")]
    for happen in [*(step.play for step in steps), *tellers]:
        world.run("set preserve_insertion_order = false")  # tables have no order; to keep one would take memory without bound
        happen(world)
        world.rest()
    world.run("set preserve_insertion_order = true")


def _export(world: World, landing: Path) -> dict[str, int]:
    """Write the files of all feeds: of a small world two at a time, since what most cost is the planning of their queries; of a
    large one one at a time, since memory is what two would have to share."""
    sessions = Queue()
    for session in [world] if world.is_large else [world.session(), world.session()]:
        sessions.put(session)

    def run(export: Export) -> int:
        session = sessions.get()
        try:
            session.rest()
            return export.run(session, landing)
        finally:
            sessions.put(session)

    rows: dict[str, int] = {}
    with ThreadPoolExecutor(sessions.qsize()) as threads:
        for export, count in zip(EXPORTS, threads.map(run, EXPORTS), strict=True):
            rows[export.feed] = rows.get(export.feed, 0) + count
    return rows


def _write_truth(world: World, truth: Path) -> None:
    described = {}
    tables = world.run("select table_name, comment from duckdb_tables() where schema_name = 'truth' order by 1").fetchall()
    for name, comment in tables:
        world.run(
            f"copy (select * from truth.{name} order by all) to '{truth / name}.parquet'"
            " (format parquet, compression zstd, row_group_size 40960)"
        )
        described[name] = comment
    parameters = {
        "start": str(world.parameters.start),
        "days": world.parameters.days,
        "scale": world.parameters.scale,
        "seed": world.parameters.seed,
        "rates": {name: world.rate(rate) for name, rate in RATES.items()},
    }
    (truth / "truth.json").write_text(json.dumps({"parameters": parameters, "tables": described}, indent=1) + "\n")
