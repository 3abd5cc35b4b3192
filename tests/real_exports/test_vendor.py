"""Figures of vendor quality on the real exports.

Agreement and accuracy are computed a second time: from the exports and the definitions, pair by pair and in fractions.
"""

import csv
from collections import Counter, defaultdict
from fractions import Fraction
from itertools import permutations
from pathlib import Path

import duckdb
import pytest

EXPORTS = Path(__file__).parents[3] / "shared" / "data"

pytestmark = pytest.mark.skipif(not EXPORTS.is_dir(), reason=f"no real exports at {EXPORTS}")

Rating = tuple[str, str, str, str, str]  # policy, item, reviewer, label, gold


def policy_review_ratings() -> list[Rating]:
    with (EXPORTS / "reviews_hatecheck" / "annotations.csv").open(encoding="utf-8", newline="") as file:
        return [
            (
                line["functionality"],
                line["case_id"],
                f"annotator_{position:02}",
                line[f"label_{position}"],
                line["label_gold"],
            )
            for line in csv.DictReader(file)
            for position in range(1, 11)
            if line[f"label_{position}"]
        ]


def review_platform_ratings() -> list[Rating]:
    with (EXPORTS / "reviews_rte" / "judgements.csv").open(encoding="utf-8", newline="") as file:
        return [
            (line["task"], line["item_id"], line["worker_id"], line["response"], line["gold"]) for line in csv.DictReader(file)
        ]


SYSTEMS = {
    "policy_reviews": (policy_review_ratings, "hateful"),
    "review_platform": (review_platform_ratings, "1"),
}


def expected_agreement(ratings: list[Rating], violating: str) -> tuple[float | None, ...]:
    """Percent agreement, Fleiss' kappa, Krippendorff's alpha, AC1, positive specific agreement; of two labels."""
    labels_by_item: dict[str, list[str]] = defaultdict(list)
    for _, item, _, label, _ in ratings:
        labels_by_item[item].append(label)
    items = list(labels_by_item.values())
    totals = Counter(label for labels in items for label in labels)
    count = sum(totals.values())

    pairs: Counter[tuple[str, str]] = Counter()
    agreement = Fraction(0)
    for labels in items:
        same = 0
        for first, second in permutations(labels, 2):
            pairs[first, second] += Fraction(1, len(labels) - 1)
            same += first == second
        agreement += Fraction(same, len(labels) * (len(labels) - 1))
    agreement /= len(items)

    chance = sum(Fraction(total, count) ** 2 for total in totals.values())
    fleiss = (agreement - chance) / (1 - chance) if chance != 1 else None

    disagreement = sum(weight for (first, second), weight in pairs.items() if first != second)
    expected = sum(
        Fraction(totals[first] * totals[second], count - 1) for first in totals for second in totals if first != second
    )
    alpha = 1 - disagreement / expected if expected else None

    shares = Counter()
    for labels in items:
        for label in labels:
            shares[label] += Fraction(1, len(labels) * len(items))
    gwet_chance = sum(share * (1 - share) for share in shares.values())
    gwet = (agreement - gwet_chance) / (1 - gwet_chance)

    found = sum(weight * (len(labels) - 1) for labels in items for weight in [sum(label == violating for label in labels)])
    both = sum(first == second == violating for labels in items for first, second in permutations(labels, 2))
    positive = Fraction(both, found) if found else None
    return tuple(None if value is None else float(value) for value in (agreement, fleiss, alpha, gwet, positive))


@pytest.mark.parametrize("system", SYSTEMS)
def test_agreement_equals_the_definitions(real_warehouse: duckdb.DuckDBPyConnection, system: str) -> None:
    read, violating = SYSTEMS[system]
    ratings = read()
    published = {
        policy: (item_count, rating_count, measures)
        for policy, item_count, rating_count, *measures in real_warehouse.sql(
            "select policy_code, item_count, rating_count, percent_agreement, fleiss_kappa,"
            " krippendorff_alpha, gwet_ac1, positive_specific_agreement from core.fct_agreement"
            f" where source_system = '{system}' and period_type = 'all'"
        ).fetchall()
    }
    assert set(published) == {policy for policy, *_ in ratings} | {"all"}
    for policy, (item_count, rating_count, measures) in published.items():
        chosen = [rating for rating in ratings if policy in ("all", rating[0])]
        assert (item_count, rating_count) == (len({item for _, item, *_ in chosen}), len(chosen))
        for value, expected in zip(measures, expected_agreement(chosen, violating), strict=True):
            assert value == (expected if expected is None else pytest.approx(expected, abs=1e-11)), policy


def test_agreement_figures_known_from_elsewhere(real_warehouse: duckdb.DuckDBPyConnection) -> None:
    [(labels, kappa, cohen)] = real_warehouse.sql(
        "select rating_count, fleiss_kappa, cohen_kappa from core.fct_agreement"
        " where source_system = 'policy_reviews' and policy_code = 'all'"
    ).fetchall()
    assert (labels, round(kappa, 4)) == (19505, 0.9285)
    assert cohen is None, "ten reviewers are not a pair"


def test_agreement_by_month_only_where_the_export_has_times(real_warehouse: duckdb.DuckDBPyConnection) -> None:
    assert real_warehouse.sql(
        "select source_system, strftime(period_start_on, '%Y-%m-%d'), count(*) from core.fct_agreement"
        " where period_type = 'month' group by all"
    ).fetchall() == [("review_platform", "2019-03-01", 8)]


@pytest.mark.parametrize("system", SYSTEMS)
def test_reviewer_quality_equals_a_recount(real_warehouse: duckdb.DuckDBPyConnection, system: str) -> None:
    read, violating = SYSTEMS[system]
    expected: dict[str, Counter[str]] = defaultdict(Counter)
    for _, _, reviewer, label, gold in read():
        expected[reviewer]["evaluated"] += 1
        expected[reviewer]["correct"] += label == gold
        expected[reviewer]["missed"] += gold == violating != label
        expected[reviewer]["wrongful"] += label == violating != gold
        expected[reviewer]["violating"] += gold == violating
    published = real_warehouse.sql(
        "select reviewer_id, evaluated_count, correct_count, accuracy_rate, missed_violation_count,"
        " wrongful_action_count, critical_error_count, violating_recall_rate,"
        " accuracy_low_rate, accuracy_high_rate, accuracy_rank"
        f" from vendor.reviewer_quality where source_system = '{system}'"
    ).fetchall()
    assert {row[0] for row in published} == set(expected)
    for reviewer, evaluated, correct, rate, missed, wrongful, critical, recall, low, high, rank in published:
        counts = expected[reviewer]
        assert (evaluated, correct) == (counts["evaluated"], counts["correct"])
        assert (missed, wrongful, critical) == (counts["missed"], counts["wrongful"], evaluated - correct)
        assert rate == pytest.approx(correct / evaluated)
        assert recall == (pytest.approx(1 - missed / counts["violating"]) if counts["violating"] else None)
        assert 0 <= low <= rate <= high <= 1
        assert (rank is None) == (evaluated < 30)


def test_reviewer_accuracy_known_from_elsewhere(real_warehouse: duckdb.DuckDBPyConnection) -> None:
    assert real_warehouse.sql(
        "select count(*), sum(evaluated_count)::bigint, round(min(accuracy_rate), 4), round(max(accuracy_rate), 4)"
        " from vendor.reviewer_quality where source_system = 'policy_reviews'"
    ).fetchall() == [(10, 19505, 0.9496, 0.9985)]
    assert real_warehouse.sql(
        "select count(*), sum(evaluated_count)::bigint from vendor.reviewer_quality where source_system = 'review_platform'"
    ).fetchall() == [(164, 8000)]


def test_every_decision_is_evaluated_or_excluded(real_warehouse: duckdb.DuckDBPyConnection) -> None:
    assert real_warehouse.sql(
        "select source_system, fact_value::bigint, excluded_value::bigint,"
        " (staging_value - excluded_value - fact_value)::double"
        " from audit.int_vendor__fact_accounting where fact_model = 'fct_vendor_qa_evaluations' order by all"
    ).fetchall() == [("policy_reviews", 19505, 0, 0), ("review_platform", 8000, 0, 0)]
