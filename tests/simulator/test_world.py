"""What holds for the whole simulated world: bytes by seed, files that their feeds take, facts that equal the truth."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from facts import CompiledProject

from orchestration.cli import main
from orchestration.feeds import claimants, load_feeds, stamp_in_name
from orchestration.ingest import ingest_feed
from orchestration.workspace import Workspace
from simulator import engine, export
from simulator import play as playing
from simulator.engine import Parameters
from simulator.export import Export, csv
from simulator.registry import COMPARISONS, EXPORTS, STEPS
from simulator.score import Score, is_clean, report, score_in

FEEDS = load_feeds()
SEEDS = (1, 2, 3)
AS_OF = datetime(2026, 6, 1)


def small(seed: int) -> Parameters:
    return Parameters(days=21, scale=0.2, seed=seed)


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Three worlds that differ in their seed, each a folder with `landing` and `truth`."""
    places = {seed: tmp_path_factory.mktemp(f"world{seed}") for seed in SEEDS}
    for seed, place in places.items():
        with pytest.MonkeyPatch.context() as patched:
            if seed == SEEDS[-1]:
                patched.setattr(export, "PAGE_DAYS", small(seed).scale * 12)  # as a large company
                patched.setattr(engine, "SMALL_SCALE", 0.0)
                patched.setattr(engine, "WEEKLY_SCALE", small(seed).scale / 3)
            playing.simulate(small(seed), place / "landing", place / "truth")
    return places


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def landed(place: Path) -> list[str]:
    return sorted(str(path.relative_to(place / "landing")) for path in (place / "landing").rglob("*") if path.is_file())


def test_the_same_seed_gives_the_same_bytes_and_another_gives_others(worlds: dict[int, Path], tmp_path: Path) -> None:
    playing.simulate(small(1), tmp_path / "landing", tmp_path / "truth")
    assert digests(tmp_path) == digests(worlds[1])
    one, other = digests(worlds[1] / "landing"), digests(worlds[2] / "landing")
    assert sum(one[name] == other[name] for name in one.keys() & other.keys()) < len(one) / 20


def test_a_large_company_exports_page_by_page(worlds: dict[int, Path]) -> None:
    for feed in ("coupa/invoices", "jira/slas", "zendesk/ticket_audits_export", "zendesk/tickets_page"):
        paged, whole = ([name for name in landed(worlds[seed]) if name.startswith(feed)] for seed in (SEEDS[-1], SEEDS[0]))
        assert not any("_page2" in name for name in whole), whole
        assert any("_page2." in name for name in paged), paged
        assert any("_page3." in name for name in paged), paged


def test_every_exported_file_is_claimed_by_its_feed(worlds: dict[int, Path]) -> None:
    found = {name: claimants(name, FEEDS.values()) for name in landed(worlds[1])}
    assert not [name for name, feeds in found.items() if len(feeds) != 1]
    assert {feed for (feed,) in found.values()} <= {export.feed for export in EXPORTS}


def arrivals(names: list[str], seed: int) -> list[list[str]]:
    """All at once; shuffled over three runs; newest first over two."""
    if seed == 1:
        return [names]
    if seed == 2:
        shuffled = random.Random(seed).sample(names, len(names))
        return [shuffled[part::3] for part in range(3)]
    newest = sorted(names, key=lambda name: stamp_in_name(name) or datetime.min, reverse=True)
    return [newest[: len(newest) // 2], newest[len(newest) // 2 :]]


@pytest.fixture(scope="module", params=SEEDS)
def scores(request: pytest.FixtureRequest, examples_home: Path, worlds: dict[int, Path], tmp_path_factory) -> list[Score]:
    place, home = worlds[request.param], tmp_path_factory.mktemp("scored")
    workspace = Workspace(home / "warehouse", home / "landing")
    workspace.landing.mkdir()
    for number, names in enumerate(arrivals(landed(place), request.param)):
        for name in names:
            (workspace.landing / name).parent.mkdir(parents=True, exist_ok=True)
            (workspace.landing / name).hardlink_to(place / "landing" / name)
        new = {claimants(name, FEEDS.values())[0] for name in names}
        for feed in FEEDS.values() if number == 0 else (FEEDS[name] for name in sorted(new)):
            result = ingest_feed(workspace, feed, AS_OF + timedelta(days=number))
            assert not [e["file_name"] for e in result.entries if e["status"] == "refused" or e["quarantined_count"]]
    with CompiledProject(examples_home).build(workspace.home) as connection:
        return score_in(connection, "opsfacts", place / "truth", COMPARISONS)


def test_every_fact_equals_the_truth_but_for_declared_losses(scores: list[Score]) -> None:
    assert is_clean(scores), report(scores)


def test_every_comparison_compares_something(scores: list[Score]) -> None:
    compared = Counter[str]()
    for found in scores:
        compared[found.comparison] += found.count
    assert {comparison.name for comparison in COMPARISONS} == {name for name, count in compared.items() if count}


def test_the_truth_must_lie_outside_and_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def said(landing: Path, truth: Path, *more: str) -> str:
        assert main(["simulate", "--landing", str(landing), "--truth", str(truth), *more]) == 2
        return capsys.readouterr().err

    assert "must lie outside the landing folder" in said(tmp_path / "a", tmp_path / "a" / "truth")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "kept").touch()
    assert f"{tmp_path / 'b'} is not empty" in said(tmp_path / "b", tmp_path / "t")
    assert "--days 3: a company needs at least 7 days" in said(tmp_path / "c", tmp_path / "t", "--days", "3")
    assert (tmp_path / "b" / "kept").exists()


def test_a_new_phenomenon_and_system_are_a_file_and_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heatwave = ModuleType("simulator.planted.heatwave")

    def play(world) -> None:
        world.run("create table world.heat as select period_start() + to_days(n) as at_ from range(7) as days (n)")
        world.truth("heatwave", "One row per hot day.", "select at_ from world.heat")

    heatwave.play = play
    thermometer = Export(
        feed="thermometer_readings",
        path="thermometer/readings_{until:%Y%m%d}.csv",
        query="select at_, 35 as degrees from world.heat where at_ >= $since and at_ < $until order by at_",
        write=csv(),
        every=7,
    )
    monkeypatch.setattr(playing, "STEPS", [*STEPS[:1], heatwave])
    monkeypatch.setattr(playing, "EXPORTS", [thermometer])
    rows = playing.simulate(Parameters(start=date(2026, 1, 5), days=14), tmp_path / "landing", tmp_path / "truth")
    assert rows == {"thermometer_readings": 7}
    assert landed(tmp_path) == ["thermometer/readings_20260112.csv"]
    assert (tmp_path / "truth" / "heatwave.parquet").exists()
