"""The worked example of CONTRIBUTING.md, followed to the letter: a new system takes new files only, and arrives everywhere."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb

from orchestration.pseudonyms import load_key, pseudonym

ROOT = Path(__file__).parents[2]
HEADER = "Order;Line;Supplier;Buyer;Status;Item text;Qty;Price;Currency;Ordered;Changed;Cost pool\n"
FIRST_DAY = (
    HEADER
    + "TP-7001;1;S-12;ana.reyes@buyer.example;open;Two boxes of gloves;2;1.250,50;EUR;05/01/2026 08:00;05/01/2026 08:00;a\n"
    "TP-7001;2;S-12;ana.reyes@buyer.example;open;Tape;10;0,75;EUR;05/01/2026 08:00;05/01/2026 08:00;a\n"
)
SECOND_DAY = (
    HEADER + "TP-7001;2;S-12;ana.reyes@buyer.example;binned;Tape;12;0,75;EUR;05/01/2026 08:00;01/07/2026 09:30;b\n"
    "TP-7002;1;S-40;Ben.Otter@buyer.example;odd;Ladder;1;99,00;EUR;01/07/2026 10:00;01/07/2026 10:00;b\n"
)


def test_the_example_adds_a_system_with_new_files_only(tmp_path: Path) -> None:
    """Only this system has files, so it also shows that a company need not have every system."""
    project = tmp_path / "project"
    for name in ("dbt_project", "expectations", "orchestration", "seeds/reference", "constraints.txt"):
        source, target = ROOT / name, project / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("target", "logs", "__pycache__"))
        else:
            shutil.copy(source, target)
    blocks = re.findall(r"^```\w+ file=(\S+)\n(.*?)^```$", (ROOT / "CONTRIBUTING.md").read_text(), flags=re.M | re.S)
    assert len(blocks) == 8
    for name, text in blocks:
        target = project / name
        assert not target.exists(), f"{name} is not new"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    landing, home = tmp_path / "landing", tmp_path / "warehouse"
    (landing / "tradepost").mkdir(parents=True)
    (landing / "tradepost" / "orders-2026-07-01.csv").write_text(SECOND_DAY)
    (landing / "tradepost" / "orders-2026-01-05.csv").write_text(FIRST_DAY)

    run = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "run", "--landing", str(landing), "--home", str(home)],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr[-4000:]

    with duckdb.connect(str(home / "published" / "current" / "opsfacts.duckdb"), read_only=True) as published:
        lines = published.execute(
            "select purchase_order_line_id, ordered_quantity, unit_price, ordered_amount, cast(created_at as varchar)"
            " from core.fct_purchase_order_lines where source_system = 'tradepost' order by 1"
        ).fetchall()
        orders = published.execute(
            "select purchase_order_id, approval_status, status_raw, ordered_amount, buyer_key"
            " from core.fct_purchase_orders order by 1"
        ).fetchall()
        differences = published.execute(
            "select stage, cast(sum(abs(difference)) as double), count(*) from audit.reconciliation"
            " where object like '%tradepost%' or object in ('fct_purchase_orders', 'fct_purchase_order_lines')"
            " group by 1 order by 1"
        ).fetchall()
        checks = dict(
            published.execute(
                "select status, count(*) from audit.fct_check_results where asset = 'tradepost_order_lines' group by 1"
            ).fetchall()
        )
        unmapped = published.execute(
            "select severity, failed_count from audit.fct_check_results"
            " where status = 'failed' and asset = 'core.fct_purchase_orders'"
        ).fetchall()
    assert lines == [
        ("TP-7001_1", 2, Decimal("1250.5"), 2501, "2026-01-05 08:00:00"),
        ("TP-7001_2", 12, Decimal("0.75"), 9, "2026-01-05 08:00:00"),
        ("TP-7002_1", 1, 99, 99, "2026-07-01 09:00:00"),
    ], "the later export wins; Dublin is at UTC in winter, an hour ahead in summer"
    key = load_key(home)
    assert [row[:4] for row in orders] == [("TP-7001", "cancelled", "open", 2510), ("TP-7002", "unknown", "odd", 99)]
    assert [row[4] for row in orders] == [
        pseudonym(key, "person", f"{name}@buyer.example") for name in ("ana.reyes", "ben.otter")
    ]
    assert {stage: difference for stage, difference, _ in differences} == dict.fromkeys(
        ("landed_to_raw", "raw_to_staging", "staging_to_fact"), 0
    )
    assert set(checks) == {"passed"}
    assert unmapped == [("warning", 1)], "a code that no map lists is said, and blocks nothing"
    manifest = json.loads((home / "dbt" / "manifest.json").read_text())
    assert "source.opsfacts.tradepost.tradepost_order_lines" in manifest["sources"]
