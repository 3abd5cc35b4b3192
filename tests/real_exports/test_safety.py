"""Figures of the safety domain on the real exports, each against the export itself, read here without the warehouse."""

import csv
import json
from collections import Counter
from pathlib import Path

import duckdb
import pytest

EXPORTS = Path(__file__).parents[3] / "shared" / "data"

pytestmark = pytest.mark.skipif(not EXPORTS.is_dir(), reason=f"no real exports at {EXPORTS}")

# The columns of the platform's own monthly report, from the second on.
SUMMARY_COLUMNS = [
    "takedown_count",
    "response_count",
    "takedown_item_count",
    "retraction_item_count",
    "reversal_item_count",
    "counter_notice_item_count",
    "counter_notice_retraction_item_count",
    "restored_item_count",
    "remaining_offline_item_count",
]


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple]:
    return connection.sql(query).fetchall()


@pytest.mark.parametrize("year", [2018, 2019])
def test_takedowns_equal_the_platforms_own_report(real_warehouse: duckdb.DuckDBPyConnection, year: int) -> None:
    with (EXPORTS / "takedowns" / f"{year}-SUMMARY-DATA.csv").open(encoding="utf-8", newline="") as file:
        reported = [line for line in csv.reader(file) if line[0].startswith(f"{year}-")]
    assert len(reported) == 12
    published = rows(
        real_warehouse,
        f"select strftime(month_start_on, '%Y-%m'), {', '.join(SUMMARY_COLUMNS)} from safety.takedowns_monthly"
        f" where year(month_start_on) = {year} order by 1",
    )
    assert published == [(month, *map(int, figures)) for month, *figures in reported]


def test_takedown_totals(real_warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        real_warehouse,
        "select year(published_on), count(*), sum(affected_item_count)::bigint from core.fct_takedown_cases"
        " where notice_type = 'takedown' group by 1 order by 1",
    ) == [(2018, 1799, 11971), (2019, 1762, 14366)]


def test_takedown_facts_hold_no_name_of_a_notice(real_warehouse: duckdb.DuckDBPyConnection) -> None:
    with (EXPORTS / "takedowns" / "2018-COMPILED-DATA.csv").open(encoding="utf-8", newline="") as file:
        names = {value for line in csv.DictReader(file) for value in (line["Filename"], line["Description"])}
    stored = {value for row in rows(real_warehouse, "select * from core.fct_takedown_cases") for value in row}
    assert not names & stored


def test_moderation_labels(real_warehouse: duckdb.DuckDBPyConnection) -> None:
    expected = {
        "S": (237, 984),
        "H": (162, 771),
        "V": (94, 1450),
        "HR": (76, 1444),
        "SH": (51, 1447),
        "S3": (85, 994),
        "H2": (41, 761),
        "V2": (24, 1447),
    }
    published = rows(
        real_warehouse,
        "select policy_code, positive_count, labelled_count, unknown_count, record_count, distinct_content_count"
        " from safety.content_label_shares where source_system = 'moderation'",
    )
    assert {code: (positive, labelled) for code, positive, labelled, *_ in published} == expected
    assert all(
        (labelled + unknown, records, contents) == (1680, 1680, 1670) for _, _, labelled, unknown, records, contents in published
    )

    lines = (EXPORTS / "moderation_labels" / "samples.jsonl").read_text(encoding="utf-8").splitlines()
    exported = Counter(
        (code, record.get(code)) for record in map(json.loads, lines) for code in expected if record.get(code) in (0, 1)
    )
    facts = rows(
        real_warehouse,
        "select policy_code, label, count(*) from core.fct_content_labels where label is not null group by 1, 2",
    )
    assert {(code, label): count for code, label, count in facts} == exported


def test_review_tasks_and_majority_votes(real_warehouse: duckdb.DuckDBPyConnection) -> None:
    published = {
        system: (tasks, decisions, float(errors))
        for system, tasks, decisions, errors in rows(
            real_warehouse,
            "select source_system, count(*), sum(decision_count)::bigint, sum(majority_error_fraction)"
            " from core.fct_review_tasks group by 1",
        )
    }
    assert published["policy_reviews"][:2] == (3901, 19505)
    assert published["review_platform"] == (800, 8000, 82.5)
    assert round(100 * published["review_platform"][2] / 800, 2) == 10.31

    votes: dict[str, list[int]] = {}
    gold: dict[str, int] = {}
    with (EXPORTS / "reviews_rte" / "judgements.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            votes.setdefault(line["item_id"], []).append(int(line["response"]))
            gold[line["item_id"]] = int(line["gold"])
    errors = 0.0
    for item, responses in votes.items():
        right = responses.count(gold[item])
        errors += 0.5 if 2 * right == len(responses) else float(2 * right < len(responses))
    assert errors == published["review_platform"][2]


def test_policy_review_counts_equal_those_of_the_export(real_warehouse: duckdb.DuckDBPyConnection) -> None:
    with (EXPORTS / "reviews_hatecheck" / "annotations.csv").open(encoding="utf-8", newline="") as file:
        exported = {
            line["case_id"]: (
                int(line["count_label_h"]),
                int(line["count_label_nh"]),
                {"hateful": "violating", "non-hateful": "non_violating"}[line["label_annot_maj"]],
            )
            for line in csv.DictReader(file)
        }
    facts = rows(
        real_warehouse,
        "select review_task_id, violating_decision_count, non_violating_decision_count, majority_decision"
        " from core.fct_review_tasks where source_system = 'policy_reviews'",
    )
    assert {task: tuple(counts) for task, *counts in facts} == exported


def test_local_times_of_the_review_platform_are_utc(real_warehouse: duckdb.DuckDBPyConnection) -> None:
    """The export says 07:39:42 and 07:41:05 PDT on 25 March 2019 throughout; PDT is seven hours behind UTC."""
    assert rows(
        real_warehouse,
        "select distinct strftime(started_at, '%Y-%m-%d %H:%M:%S'), strftime(submitted_at, '%Y-%m-%d %H:%M:%S'),"
        " handle_seconds, is_batch_timed from core.fct_review_decisions where source_system = 'review_platform'",
    ) == [("2019-03-25 14:39:42", "2019-03-25 14:41:05", 83, True)]


def test_every_policy_label_and_notice_type_is_declared(real_warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(real_warehouse, "select policy_code from core.dim_policies where not is_mapped") == []
    assert rows(real_warehouse, "select count(*) from core.fct_review_decisions where decision = 'unknown'") == [(0,)]
    assert rows(real_warehouse, "select count(*) from core.fct_takedown_cases where notice_type = 'unknown'") == [(0,)]


def test_every_staged_record_is_in_a_fact(real_warehouse: duckdb.DuckDBPyConnection) -> None:
    accounted = rows(
        real_warehouse,
        "select source_system, fact_model, measure, fact_value::bigint,"
        " (staging_value - excluded_value - fact_value)::double"
        " from audit.int_safety__fact_accounting order by all",
    )
    assert [row for row in accounted if row[-1] != 0] == []
    assert [row for row in accounted if row[3] != 0] == [  # the other systems sent nothing
        ("moderation", "fct_content_labels", "rows", 8 * 1680, 0),
        ("policy_reviews", "fct_review_decisions", "rows", 19505, 0),
        ("policy_reviews", "fct_review_tasks", "rows", 3901, 0),
        ("review_platform", "fct_review_decisions", "rows", 8000, 0),
        ("review_platform", "fct_review_tasks", "rows", 800, 0),
        ("takedowns", "fct_takedown_cases", "amount", 11971 + 51 + 51 + 3 + 14366 + 1 + 45, 0),
        ("takedowns", "fct_takedown_cases", "rows", 3645, 0),
    ]
