"""Plays a world, writes its exports and its truth."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from simulator.engine import Parameters, World
from simulator.registry import EXPORTS, STEPS


def simulate(parameters: Parameters, landing: Path, truth: Path, say: Callable[[str], None] = lambda _: None) -> dict[str, int]:
    """Write what every system exports to `landing` and what is true to `truth`; returns the rows of each feed.

    Both folders must be new or empty, and neither inside the other: the warehouse must not be able to read the truth.
    """
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
        for step in STEPS:
            step.play(world)
        for step in STEPS:
            if hasattr(step, "tell"):
                step.tell(world)
        told(f"played {parameters.days} days of a company, {len(STEPS)} steps")
        rows: dict[str, int] = {}
        for export in EXPORTS:
            rows[export.feed] = rows.get(export.feed, 0) + export.run(world, exports)
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


def _write_truth(world: World, truth: Path) -> None:
    described = {}
    tables = world.run("select table_name, comment from duckdb_tables() where schema_name = 'truth' order by 1").fetchall()
    for name, comment in tables:
        world.run(
            f"copy (select * from truth.{name} order by all) to '{truth / name}.parquet' (format parquet, compression zstd)"
        )
        described[name] = comment
    parameters = {
        "start": str(world.parameters.start),
        "days": world.parameters.days,
        "scale": world.parameters.scale,
        "seed": world.parameters.seed,
    }
    (truth / "truth.json").write_text(json.dumps({"parameters": parameters, "tables": described}, indent=1) + "\n")
