"""Evidence packs: what they hold, how they are sealed through kills, and that every change to them is found."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from small_warehouse import AS_OF, Warehouse

from orchestration import evidence as sealing
from orchestration.evidence import (
    EvidenceError,
    EvidencePack,
    chain_entries,
    file_problems,
    files_below,
    head,
    seal_interrupted,
    verify,
)
from orchestration.publish import rollback, writer_lock

SECRET = "jane.doe@private.example"


def landed_file(warehouse: Warehouse) -> None:
    """A ledger entry, raw and quarantine files; all but keys and counts hold a personal identifier."""
    workspace = warehouse.workspace
    (workspace.landing / "tickets.csv").write_text(SECRET)
    for folder in (workspace.raw, workspace.quarantine, workspace.ledger):
        (folder / "tickets").mkdir(parents=True, exist_ok=True)
    (workspace.raw / "tickets" / "abc.parquet").write_text(SECRET)
    (workspace.quarantine / "tickets" / "def.refused").write_text(SECRET)
    entries = [
        {"feed": "tickets", "file_name": "tickets.csv", "file_sha256": "abc", "raw_stem": "abc", "status": "loaded"}
        | {"row_count": 10, "raw_count": 9, "quarantined_count": 1},
        {"feed": "tickets", "file_name": "torn.csv", "file_sha256": "def", "status": "refused"}
        | {"reason": "ragged_rows", "detail": f"line 3 reads {SECRET}", "row_count": None},
    ]
    for entry in entries:
        path = workspace.ledger / "tickets" / f"{entry['file_sha256']}.json"
        path.write_text(json.dumps(entry))


def run(warehouse: Warehouse, marker: str, status: str = "published") -> EvidencePack:
    """One run, from start to seal."""
    seal_interrupted(warehouse.workspace)
    pack = EvidencePack(warehouse.workspace, f"run-{marker}")
    pack.start("manual", AS_OF, {"keep": 7})
    result = {"stage": "gate_1", "check_id": f"check-{marker}", "severity": "critical", "status": "passed"}
    failed = result | {"check_id": "late", "severity": "warning", "status": "failed", "failed_count": 2}
    lines = json.dumps(result) + "\n" + json.dumps(failed) + "\n"
    (warehouse.workspace.check_results / "gate_1.json").write_text(lines)
    pack.add_file("reconciliation.csv", "layer,rows\nraw,9\n")
    version = warehouse.publish(marker).version if status == "published" else None
    pack.seal(status, version)
    return pack


def manifest(pack: EvidencePack) -> dict:
    return json.loads((pack.directory / "run_manifest.json").read_bytes())


def problems(warehouse: Warehouse, **options) -> list[str]:
    return [str(problem) for problem in verify(warehouse.workspace, **options)]


@pytest.fixture
def three_runs(warehouse: Warehouse) -> Warehouse:
    landed_file(warehouse)
    for marker, status in (("a", "published"), ("b", "blocked"), ("c", "published")):
        run(warehouse, marker, status)
    assert problems(warehouse) == []
    return warehouse


def rewrite(path: Path, content: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(content)


# --- Content ----------------------------------------------------------------------------------------


def test_a_pack_tells_what_ran_on_what_and_what_came_out(warehouse: Warehouse, monkeypatch):
    monkeypatch.setenv("OPSFACTS_OPERATOR", "ada")
    landed_file(warehouse)
    stale = warehouse.workspace.check_results / "gate_2.json"
    stale.write_text('{"status": "failed", "check_id": "of the run before"}')
    os.utime(stale, (0, 0))
    pack = run(warehouse, "a")
    told = manifest(pack)

    assert {key: told[key] for key in ("run_id", "trigger", "operator", "status", "as_of_at", "sequence")} == {
        "run_id": "run-a",
        "trigger": "manual",
        "operator": "ada",
        "status": "published",
        "as_of_at": "2026-01-05T12:00:00Z",
        "sequence": 1,
    }
    assert told["prev_manifest_sha256"] is None
    assert told["started_at"] < told["ended_at"]
    assert told["parameters"] == {"keep": 7}
    libraries = told["environment"]["versions"]
    assert all(libraries[name] for name in ("duckdb", "dbt-core", "metricflow", "great-expectations", "dagster"))
    assert told["environment"]["git"]["commit"] or told["environment"]["git"]["reason"]
    assert told["input_totals"] == [
        {"feed": "tickets", "status": status, "files": 1, "row_count": rows, "raw_count": raw, "quarantined_count": bad}
        for status, rows, raw, bad in (("loaded", 10, 9, 1), ("refused", 0, 0, 0))
    ]
    ledger = json.loads((pack.directory / "inputs/ledger.json").read_bytes())
    assert ledger[0]["frozen_copy"] == "lake/raw/tickets/abc.parquet"
    assert told["checks"] == [
        {"stage": "gate_1", "severity": "critical", "status": "passed", "count": 1},
        {"stage": "gate_1", "severity": "warning", "status": "failed", "count": 1},
    ]
    assert [e["check_id"] for e in json.loads((pack.directory / "exceptions.json").read_bytes())] == ["late"]
    assert told["published"]["version"] == told["current_version"] == "000001-run-a"
    assert told["published"]["tables"][0]["content_hash"]
    access = {entry["path"]: entry["mode"] for entry in json.loads((pack.directory / "access.json").read_bytes())}
    assert access["published/versions/000001-run-a/opsfacts.duckdb"] == "-r--r--r--"
    assert "as of 2026-01-05T12:00:00Z" in (pack.directory / "REPERFORM.txt").read_text()


def test_the_sums_are_what_sha256sum_reads(three_runs: Warehouse):
    for entry in chain_entries(three_runs.workspace):
        folder = three_runs.workspace.evidence / entry["run_id"]
        command = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
        check = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert check.returncode == 0, check.stderr
        assert len(check.stdout.splitlines()) == len(files_below(folder)) - 1


def test_no_record_gets_into_a_pack(warehouse: Warehouse):
    landed_file(warehouse)
    workspace = warehouse.workspace
    pack = EvidencePack(workspace, "run-a")
    pack.start("manual")
    link = workspace.home / "innocent.txt"
    link.symlink_to(workspace.quarantine / "tickets" / "def.refused")
    for source in (
        workspace.landing / "tickets.csv",
        workspace.raw / "tickets" / "abc.parquet",
        workspace.quarantine / "tickets" / "def.refused",
        link,
    ):
        with pytest.raises(EvidenceError, match="holds records"):
            pack.add_file("copy.txt", source)
    pack.seal("blocked")
    for path in files_below(pack.directory).values():
        assert SECRET.encode() not in path.read_bytes()


def test_dbt_artefacts_bring_compiled_sql_and_a_hash_per_metric(warehouse: Warehouse, tmp_path: Path):
    target = tmp_path / "target"
    (target / "compiled" / "marts").mkdir(parents=True)
    (target / "compiled" / "marts" / "fct_orders.sql").write_text("select 1")
    (target / "manifest.json").write_text("{}")
    metrics = [{"name": "orders", "expression": "count"}, {"name": "spend", "expression": "sum"}]
    (target / "semantic_manifest.json").write_text(json.dumps({"metrics": metrics}))
    hashes = []
    for run_id in ("run-a", "run-b"):
        pack = EvidencePack(warehouse.workspace, run_id)
        pack.start("manual")
        pack.add_dbt(target)
        assert (pack.directory / "dbt/compiled/marts/fct_orders.sql").read_text() == "select 1"
        hashes.append(json.loads((pack.directory / "metrics/definition_hashes.json").read_bytes()))
        metrics[1]["expression"] = "average"
        (target / "semantic_manifest.json").write_text(json.dumps({"metrics": metrics}))
    assert hashes[0]["orders"] == hashes[1]["orders"]
    assert hashes[0]["spend"] != hashes[1]["spend"]


@pytest.mark.parametrize("name", ["", "/etc/x", "../x", "a/../x", "a//b", "a\nb", "run_manifest.json", "SHA256SUMS"])
def test_a_file_stays_inside_its_pack(warehouse: Warehouse, name: str):
    pack = EvidencePack(warehouse.workspace, "run-a")
    pack.start("manual")
    with pytest.raises(EvidenceError):
        pack.add_file(name, b"")


def test_a_pack_is_started_once_and_sealed_once(warehouse: Warehouse):
    pack = EvidencePack(warehouse.workspace, "run-a")
    with pytest.raises(EvidenceError, match="was not started"):
        pack.seal("failed")
    pack.start("manual")
    with pytest.raises(EvidenceError, match="use a new run id"):
        pack.start("manual")
    with pytest.raises(EvidenceError, match="is none of published"):
        pack.seal("fine")
    pack.seal("failed", detail="stopped by the operator")
    with pytest.raises(EvidenceError, match="not open"):
        pack.add_file("late.txt", b"")
    with pytest.raises(EvidenceError, match="sealed already"):
        pack.seal("published")
    with pytest.raises(EvidenceError, match="cannot name a folder"):
        EvidencePack(warehouse.workspace, "../run")


# --- Chain ------------------------------------------------------------------------------------------


def test_each_pack_holds_the_hash_of_the_one_before(three_runs: Warehouse):
    entries = chain_entries(three_runs.workspace)
    packs = [manifest(EvidencePack(three_runs.workspace, entry["run_id"])) for entry in entries]
    assert [pack["sequence"] for pack in packs] == [1, 2, 3]
    assert [pack["prev_manifest_sha256"] for pack in packs] == [None, *(e["manifest_sha256"] for e in entries[:-1])]
    assert head(three_runs.workspace) == (3, entries[-1]["manifest_sha256"])


def test_packs_sealed_at_once_make_one_chain(warehouse: Warehouse):
    script = """
import sys
from pathlib import Path
from orchestration.evidence import EvidencePack
from orchestration.workspace import Workspace
for number in range(8):
    pack = EvidencePack(Workspace(Path(sys.argv[1]), Path(sys.argv[2])), f"{sys.argv[3]}-{number}")
    pack.start("manual")
    pack.seal("nothing_new")
"""
    workspace = warehouse.workspace
    command = [sys.executable, "-c", script, str(workspace.home), str(workspace.landing)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    writers = [subprocess.Popen([*command, name], env=environment) for name in ("one", "two", "three")]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    assert [entry["sequence"] for entry in chain_entries(workspace)] == list(range(1, 25))
    assert problems(warehouse) == []


def test_a_kill_between_any_two_steps_of_sealing_is_mended(warehouse: Warehouse):
    landed_file(warehouse)
    run(warehouse, "first")
    workspace = warehouse.workspace
    step = 0
    statuses = []
    while True:
        step += 1
        run_id = f"killed-{step}"
        child = os.fork()
        if not child:
            _die_at_call(step)
            pack = EvidencePack(workspace, run_id)
            pack.start("manual")
            pack.add_file("dbt/manifest.json", b"{}")
            pack.seal("blocked")
            os._exit(0)
        _, status = os.waitpid(child, 0)
        seal_interrupted(workspace)
        if status == 0:
            break
        if (workspace.evidence / run_id).exists():
            statuses.append(manifest(EvidencePack(workspace, run_id))["status"])
        assert seal_interrupted(workspace) == []
    assert problems(warehouse) == []
    assert len(statuses) >= 15
    # before its manifest is written a pack was interrupted, from then on it says what the run said
    assert statuses == sorted(statuses, reverse=True)
    assert set(statuses) == {"interrupted", "blocked"}
    assert chain_entries(workspace)[-1]["run_id"] == run_id


def _die_at_call(step: int) -> None:
    """In a forked child: die, as by SIGKILL, at the given call that changes files."""
    calls = 0

    def counted(function):
        def call(*arguments, **options):
            nonlocal calls
            calls += 1
            if calls == step:
                os._exit(9)
            return function(*arguments, **options)

        return call

    for name in ("mkdir", "fsync", "chmod", "rename", "replace"):
        setattr(os, name, counted(getattr(os, name)))


def test_a_line_cut_short_by_a_kill_is_written_again(three_runs: Warehouse):
    chain = three_runs.workspace.evidence / "chain.jsonl"
    whole = chain.read_bytes()
    last = whole.rstrip().rfind(b"\n") + 1
    for kept in (last, last + 1, last + 100, len(whole) - 2, len(whole) - 1):
        chain.write_bytes(whole[:kept])
        assert any("run-c" in problem or "line 3" in problem for problem in problems(three_runs))
        assert seal_interrupted(three_runs.workspace) == ["run-c"]
        assert chain.read_bytes() == whole
    assert problems(three_runs) == []


def test_a_run_killed_after_publishing_is_sealed_with_its_publication(warehouse: Warehouse):
    landed_file(warehouse)
    pack = EvidencePack(warehouse.workspace, "run-a")
    pack.start("manual", AS_OF)
    warehouse.publish("a")
    assert problems(warehouse) == [
        "run-a: is not sealed: its run was killed; the next run will seal it",
        "published/000001-run-a: no sealed pack says that it was published",
    ]
    with writer_lock(warehouse.workspace):  # still running, that is
        assert problems(warehouse) == []
        assert seal_interrupted(warehouse.workspace) == ["run-a"]
    assert manifest(pack)["status"] == "interrupted"
    assert manifest(pack)["published"]["version"] == "000001-run-a"
    run(warehouse, "b")
    assert problems(warehouse) == []


def test_packs_left_open_by_several_runs_are_chained_in_the_order_of_their_start(warehouse: Warehouse, monkeypatch):
    landed_file(warehouse)
    workspace = warehouse.workspace
    for run_id in ("run-x", "run-b"):
        EvidencePack(workspace, run_id).start("manual")
    with monkeypatch.context() as patch:

        def full(chain, *arguments):
            raise OSError("No space left on device")

        patch.setattr(sealing._Chain, "append", full)
        with pytest.raises(OSError, match="No space"):
            EvidencePack(workspace, "run-b").seal("blocked", detail="late tickets")
    assert seal_interrupted(workspace) == ["run-x", "run-b"]
    assert problems(warehouse) == []
    assert manifest(EvidencePack(workspace, "run-b"))["detail"] == "late tickets"


def test_a_damaged_chain_is_not_continued(three_runs: Warehouse):
    chain = three_runs.workspace.evidence / "chain.jsonl"
    rewrite(chain, chain.read_bytes().replace(b'"sequence":2', b'"sequence":7'))
    before = chain.read_bytes()
    rewrite(chain, before.replace(b"run_id", b"ran_id", 1))
    with pytest.raises(EvidenceError, match="line 1 is damaged.*Restore"):
        run(three_runs, "d", "blocked")


# --- Changes that must be found ---------------------------------------------------------------------


def test_a_flipped_byte_is_found_in_every_file_and_named(three_runs: Warehouse):
    workspace = three_runs.workspace
    for root in (workspace.evidence, workspace.published / "versions"):
        for name, path in files_below(root).items():
            content = path.read_bytes()
            for position in {0, len(content) // 2, len(content) - 1}:
                changed = bytearray(content)
                changed[position] ^= 0x01
                rewrite(path, bytes(changed))
                found = problems(three_runs)
                assert any(part in found[0] for part in (name.split("/")[0], "chain.jsonl")), (name, position, found)
                if root == workspace.evidence and name.endswith(("ledger.json", "reconciliation.csv")):
                    assert found == [f"{name.split('/')[0]}: {name.split('/', 1)[1]} was changed (SHA-256 differs)"]
            rewrite(path, content)
    assert problems(three_runs) == []


def test_a_removed_or_added_file_is_found_and_named(three_runs: Warehouse):
    workspace = three_runs.workspace
    for root in (workspace.evidence, workspace.published / "versions"):
        for name, path in files_below(root).items():
            content = path.read_bytes()
            path.unlink()
            found = problems(three_runs)
            assert any(name.split("/")[-1] in problem or name == "chain.jsonl" for problem in found), (name, found)
            path.write_bytes(content)
    assert problems(three_runs) == []
    for folder, subject in (
        (workspace.evidence / "run-b" / "inputs", "run-b: inputs/extra.txt was added"),
        (workspace.evidence, "extra.txt: is not listed in chain.jsonl: it was added, or its line was removed"),
        (workspace.published / "versions" / "000001-run-a", "published/000001-run-a: extra.txt was added"),
    ):
        (folder / "extra.txt").touch()
        assert problems(three_runs) == [subject]
        (folder / "extra.txt").unlink()
    ledger = workspace.evidence / "run-b" / "inputs" / "ledger.json"
    shutil.move(ledger, workspace.home / "elsewhere.json")
    ledger.symlink_to(workspace.home / "elsewhere.json")
    assert problems(three_runs) == ["run-b: inputs/ledger.json is missing or no regular file"]


def test_removed_inserted_and_exchanged_packs_are_found(three_runs: Warehouse):
    evidence = three_runs.workspace.evidence
    aside = evidence.parent / "aside"

    (evidence / "run-b").rename(aside)
    assert problems(three_runs) == ["run-b: the pack is missing: chain.jsonl lists it as number 2"]
    aside.rename(evidence / "run-b")

    shutil.copytree(evidence / "run-b", evidence / "run-x")
    assert problems(three_runs) == ["run-x: is not listed in chain.jsonl: it was added, or its line was removed"]
    assert seal_interrupted(three_runs.workspace) == []
    shutil.rmtree(evidence / "run-x")

    (evidence / "run-a").rename(aside)
    (evidence / "run-b").rename(evidence / "run-a")
    aside.rename(evidence / "run-b")
    found = problems(three_runs)
    assert any(problem.startswith("run-a: run_manifest.json is missing or not as") for problem in found)
    assert any(problem.startswith("run-b: run_manifest.json is missing or not as") for problem in found)


def test_edited_chain_lines_are_found(three_runs: Warehouse):
    evidence = three_runs.workspace.evidence
    chain = evidence / "chain.jsonl"
    lines = chain.read_bytes().splitlines(keepends=True)
    forged = lines[1].replace(b'"run_id":"run-b"', b'"run_id":"run-x"')
    for edited, expected in (
        ([lines[0], lines[2]], "run-c: has number 3 on line 2 of chain.jsonl: lines were removed or moved"),
        ([lines[0], lines[2], lines[1]], "run-c: has number 3 on line 2 of chain.jsonl: lines were removed or moved"),
        ([lines[0], lines[1], lines[1], lines[2]], "run-b: has number 2 on line 3 of chain.jsonl"),
        ([lines[0], forged, lines[2]], "run-x: the pack is missing: chain.jsonl lists it as number 2"),
        ([lines[0], lines[1][:-9], lines[2]], "chain.jsonl: line 2 is damaged or incomplete"),
        ([lines[0], b" " + lines[1], lines[2]], "chain.jsonl: line 2 is damaged or incomplete"),
        ([lines[0], b"[1]\n", lines[2]], "chain.jsonl: line 2 is damaged or incomplete"),
        ([lines[0], lines[1].replace(b'"run-b"', b"7"), lines[2]], "chain.jsonl: line 2 is damaged or incomplete"),
        ([], "run-a: is not listed in chain.jsonl"),
    ):
        rewrite(chain, b"".join(edited))
        found = problems(three_runs)
        assert any(problem.startswith(expected) for problem in found), found
    rewrite(chain, b"".join(lines))
    assert problems(three_runs) == []


def test_a_forged_pack_breaks_the_chain_behind_it(three_runs: Warehouse):
    """Whoever rewrites a pack with all its sums and its line still cannot rewrite what follows."""
    evidence = three_runs.workspace.evidence
    pack = EvidencePack(three_runs.workspace, "run-b")
    rewrite(pack.directory / "reconciliation.csv", b"layer,rows\nraw,8\n")
    told = manifest(pack)
    told["files"]["reconciliation.csv"] = hashlib.sha256(b"layer,rows\nraw,8\n").hexdigest()
    rewrite(pack.directory / "run_manifest.json", json.dumps(told).encode())
    files = {name: path for name, path in files_below(pack.directory).items() if name != "SHA256SUMS"}
    sums = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
    rewrite(pack.directory / "SHA256SUMS", "".join(f"{d}  {n}\n" for n, d in sums.items()).encode())
    lines = [json.loads(line) for line in (evidence / "chain.jsonl").read_bytes().splitlines()]
    lines[1]["manifest_sha256"] = sums["run_manifest.json"]
    lines[1]["sums_sha256"] = hashlib.sha256((pack.directory / "SHA256SUMS").read_bytes()).hexdigest()
    forged = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)
    rewrite(evidence / "chain.jsonl", forged.encode())
    assert problems(three_runs) == [
        "run-c: does not follow the pack before it in chain.jsonl: a pack was removed, inserted or replaced"
    ]


def test_an_anchor_noted_elsewhere_shows_that_the_end_was_cut_off(three_runs: Warehouse):
    workspace = three_runs.workspace
    _, anchor = head(workspace)
    assert problems(three_runs, anchor=anchor) == []
    chain = workspace.evidence / "chain.jsonl"
    rewrite(chain, b"".join(chain.read_bytes().splitlines(keepends=True)[:-1]))
    shutil.rmtree(workspace.evidence / "run-c")
    assert f"chain.jsonl: no pack has the manifest hash {anchor}: packs were removed or replaced" in problems(
        three_runs, anchor=anchor
    )
    assert "published/000002-run-c: no sealed pack says that it was published" in problems(three_runs)


def test_a_version_or_link_switched_by_hand_is_found(three_runs: Warehouse):
    workspace = three_runs.workspace
    current = workspace.published / "current"
    current.unlink()
    current.symlink_to("versions/000001-run-a")
    assert problems(three_runs) == [
        "published/current: is 000001-run-a, but 000002-run-c by the newest evidence; switch with `opsfacts rollback` only"
    ]
    rollback(workspace, "000002-run-c", reason="back to what was published")
    assert problems(three_runs) == []
    shutil.copytree(workspace.published / "versions/000001-run-a", workspace.published / "versions/000009-forged")
    assert problems(three_runs) == ["published/000009-forged: no sealed pack says that it was published"]


def test_retention_is_no_finding(warehouse: Warehouse):
    landed_file(warehouse)
    for marker in "abc":
        pack = EvidencePack(warehouse.workspace, f"run-{marker}")
        pack.start("schedule", AS_OF)
        warehouse.build(marker)
        pack.seal("published", warehouse.publish_built(marker, keep=1).version)
    assert problems(warehouse) == []
    (warehouse.workspace.published / "versions" / ".000001-run-a.partial").mkdir()  # a removal that was killed
    assert problems(warehouse) == []


def test_file_problems_names_each_difference(tmp_path: Path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "changed").write_text("x")
    (tmp_path / "extra").touch()
    assert file_problems(tmp_path, {"folder/changed": "0" * 64, "gone": "0" * 64}) == [
        "gone is missing",
        "extra was added",
        "folder/changed was changed (SHA-256 differs)",
    ]
