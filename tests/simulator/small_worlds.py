"""Worlds that tests play for themselves, and their exports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from simulator.engine import Parameters, World
from simulator.export import Export
from simulator.play import play


@contextmanager
def played(parameters: Parameters, steps: Iterable[Any], folder: Path) -> Iterator[World]:
    """A world in which the steps were played."""
    world = World(parameters, folder / "played.duckdb")
    play(world, steps)
    yield world
    world.database.close()


def exported(world: World, exports: Iterable[Export], folder: Path) -> Path:
    """The folder to which all exports were written; each has rows."""
    for export in exports:
        assert export.run(world, folder) > 0, export.path
    return folder
