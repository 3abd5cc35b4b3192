"""Measures the readers, then simulated companies: writing their exports, the whole job on them, the same SQL in bare DuckDB.

Prints, for each size: wall time, CPU time and peak memory of writing and of the job (all its processes), seconds and rows per
second of each stage, and the ratios of writing to loading, of the dbt stage to the same compiled SQL run by DuckDB alone in one
process, and of the whole job to that.
Machines are noisy: compare the ratios, which come from one run, rather than the seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import bench_readers
import duckdb
import psutil

from orchestration.dbt_plugin import register
from orchestration.pseudonyms import load_key

ROOT = Path(__file__).parents[2]
MEMORY_CEILING_GIB = 4.0
SIMULATOR_CEILING_GIB = 1.0
SIMULATOR_GROWTH = 1.1  # the peak against that of the first company; runs differ a little
ROWS_OF_A_COMPANY = 330_000  # exports of ninety days at scale 1
READER_ROWS = 600_000


def main() -> int:
    """Run the benchmark; exits 1 when a run fails or a promise about time or memory is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="*", default=[1_000_000, 10_000_000], help="rows of each company")
    parser.add_argument("--only-write", type=int, nargs="+", default=[], metavar="ROWS", help="of companies not to be loaded")
    parser.add_argument("--keep", type=Path, help="keep exports and warehouses here instead of a temporary folder")
    arguments = parser.parse_args()
    folder = arguments.keep or Path(
        tempfile.mkdtemp(prefix="opsfacts-bench-", dir=ROOT / "warehouse" if (ROOT / "warehouse").is_dir() else None)
    )
    peaks, broken = [], []
    try:
        bench_readers.measure(folder / "readers", READER_ROWS)
        for rows in arguments.rows + arguments.only_write:
            print(f"\n== a company of {rows:,} rows ==", flush=True)
            written = write(folder, rows)
            peaks.append(written["peak"] / 2**30)
            if rows in arguments.rows:
                broken += load(folder, rows, written["wall"])
    finally:
        if not arguments.keep:
            shutil.rmtree(folder, ignore_errors=True)
    if peaks:
        print(f"\nwriting: highest peak / peak of the first company   {max(peaks) / peaks[0]:.2f}")
        if max(peaks) > SIMULATOR_CEILING_GIB:
            broken.append(f"writing needs at most {SIMULATOR_CEILING_GIB} GiB")
        if max(peaks) > SIMULATOR_GROWTH * peaks[0]:
            broken.append(f"writing needs at most {SIMULATOR_GROWTH} times the memory of the first company, whatever the rows")
    for promise in broken:
        print(f"BROKEN: {promise}")
    return 1 if broken else 0


def places(folder: Path, rows: int) -> list[Path]:
    """Where a company's exports, warehouse and truth lie."""
    return [folder / f"{name}-{rows}" for name in ("landing", "warehouse", "truth")]


def write(folder: Path, rows: int) -> dict:
    """Write a company's exports; what it cost."""
    for place in places(folder, rows):
        shutil.rmtree(place, ignore_errors=True)
    landing, _, truth = places(folder, rows)
    scale = round(rows / ROWS_OF_A_COMPANY, 2)
    return watched("written", "simulate", "--landing", landing, "--truth", truth, "--scale", scale)


def load(folder: Path, rows: int, seconds_to_write: float) -> list[str]:
    """Run the job on a company's exports, run it again with nothing new, compare with bare DuckDB; the promises broken."""
    landing, home, _ = places(folder, rows)
    loaded = watched("whole job", "run", "--landing", landing, "--home", home)
    watched("nothing new", "run", "--landing", landing, "--home", home)
    taken_in, seconds = rows_and_seconds(home)
    sizes = [path.stat().st_size for path in landing.rglob("*") if path.is_file()]
    print(f"{taken_in:,} rows, {len(sizes):,} files, {sum(sizes) / 1e6:,.0f} MB; rows per second and stage of the job:")
    for stage, value in seconds.items():
        print(f"  {stage:<12}{value:>9.1f} s {taken_in / value if value else 0:>12,.0f} rows/s")
    print(f"  {'start, rest':<12}{loaded['wall'] - sum(seconds.values()):>9.1f} s")
    dbt_alone = bare_duckdb(home, folder / f"bare-{rows}.duckdb")
    print(f"{'bare DuckDB':<14}{dbt_alone:>9.1f} s for the same compiled SQL in one process")
    print(f"written / loaded          {seconds_to_write / loaded['wall']:.2f}")
    print(f"dbt stage / bare DuckDB   {seconds['dbt'] / dbt_alone:.2f}")
    print(f"whole job / bare DuckDB   {loaded['wall'] / dbt_alone:.2f}", flush=True)
    promises = {
        f"{rows:,} rows: exports are written in less time than they are loaded": seconds_to_write < loaded["wall"],
        f"{rows:,} rows: the job needs at most {MEMORY_CEILING_GIB} GiB": loaded["peak"] / 2**30 <= MEMORY_CEILING_GIB,
    }
    return [promise for promise, holds in promises.items() if not holds]


def watched(name: str, *command: object) -> dict:
    """Run a command and print what it cost; a failure ends the benchmark."""
    job = watch(*command)
    cost = f"{job['wall']:>9.1f} s wall {job['cpu']:>9.1f} s CPU {job['peak'] / 2**30:>7.2f} GiB peak"
    print(f"{name:<14}{cost}", flush=True)
    if job["exit"] != 0:
        sys.exit(f"failed with exit code {job['exit']}:\n{job['output'][-4000:]}")
    return job


def watch(*arguments: object) -> dict:
    """Run the command; wall time, CPU time and the peak of resident memory summed over its processes."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "orchestration.cli", *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    peak, cpu = 0, 0.0

    def sample() -> None:
        nonlocal peak, cpu
        root = psutil.Process(process.pid)
        while process.poll() is None:
            try:
                family = [root, *root.children(recursive=True)]
                peak = max(peak, sum(p.memory_info().rss for p in family))
                cpu = max(cpu, sum(sum(p.cpu_times()[:2]) for p in family))
            except psutil.Error:
                pass
            time.sleep(0.1)

    sampler = threading.Thread(target=sample)
    sampler.start()
    output = process.communicate()[0]
    sampler.join()
    return {
        "wall": time.perf_counter() - started,
        "cpu": cpu,
        "peak": peak,
        "exit": process.returncode,
        "output": output,
    }


def rows_and_seconds(home: Path) -> tuple[int, dict[str, float]]:
    """Rows that the newest run took in and the seconds of its stages, from its evidence."""
    pack = max(home.glob("evidence/*/run_manifest.json"), key=lambda p: p.stat().st_mtime).parent
    ledger = json.loads((pack / "inputs" / "ledger.json").read_text())
    seconds = json.loads((pack / "seconds.json").read_text())
    return sum(entry["row_count"] or 0 for entry in ledger), seconds


def bare_duckdb(home: Path, database: Path) -> float:
    """Seconds that DuckDB alone needs for the compiled SQL of every model, in the order of the graph, with the same settings."""
    manifest = json.loads((home / "dbt" / "manifest.json").read_text())
    models = {i: n for i, n in manifest["nodes"].items() if n["resource_type"] == "model"}
    database.unlink(missing_ok=True)
    os.environ["OPSFACTS_HOME"] = str(home)
    connection = duckdb.connect(
        str(database), config={"threads": "2", "memory_limit": "2GB", "preserve_insertion_order": "false"}
    )
    connection.execute("set TimeZone = 'UTC'; set enable_progress_bar = false")
    connection.execute(f"attach '{home}/build/opsfacts.duckdb' as built (read_only)")
    for schema in sorted({n["schema"] for n in manifest["nodes"].values()}):
        connection.execute(f"create schema if not exists {schema}")
    for node in manifest["nodes"].values():
        if node["resource_type"] == "seed":
            name = f"{node['schema']}.{node['name']}"
            connection.execute(f"create table {name} as select * from built.{name}")
    connection.execute("detach built")
    register(connection, load_key(home))
    done: set[str] = set()
    started = time.perf_counter()
    while len(done) < len(models):
        for unique_id, node in models.items():
            if unique_id in done or any(d in models and d not in done for d in node["depends_on"]["nodes"]):
                continue
            if node["config"]["materialized"] != "ephemeral" and not is_late(node):
                path = home / "dbt" / "compiled" / "opsfacts" / node["original_file_path"]
                sql = path.read_text().replace('"opsfacts".', f'"{database.stem}".')
                kind = "view" if node["config"]["materialized"] == "view" else "table"
                connection.execute(f"create {kind} {node['schema']}.{node['name']} as {sql}")
            done.add(unique_id)
    elapsed = time.perf_counter() - started
    connection.close()
    database.unlink()
    return elapsed


def is_late(node: dict) -> bool:
    """Models built by reading others by convention, which come last in the job and are small."""
    return bool({"after_models", "after_gates"} & set(node["tags"]))


if __name__ == "__main__":
    sys.exit(main())
