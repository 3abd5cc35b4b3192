"""Worlds that tests play for themselves, and their exports."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from simulator.engine import Parameters, World
from simulator.export import Export
from simulator.play import play

DEVIATIONS = 4.0  # a sum of independent draws is farther from its mean once in 16,000 times


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


def rows(world: World, query: str, *arguments: object) -> list[tuple]:
    """What a query finds in a world."""
    return world.run(query, *arguments).fetchall()


def texts(landing: Path, pattern: str) -> list[str]:
    """The texts of the files of a pattern, of which there are some."""
    files = sorted(landing.glob(pattern))
    assert files, pattern
    return [(gzip.decompress(f.read_bytes()) if f.suffix == ".gz" else f.read_bytes()).decode() for f in files]
