"""The safety world is what its parameters say, and its exports show it as the systems do, without the truth."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_worlds import DEVIATIONS, exported, played, rows, texts

from simulator.engine import Parameters, World
from simulator.exports import cinder, coop, dsa, openai_moderation, safety_landing
from simulator.planted import coordinated_reports, false_positive_jumps, misrouted_escalations, reviewer_drift
from simulator.world import content, labelling, moderation, organisation, review, safety_truth, workforce

STEPS = [
    organisation, workforce, moderation, false_positive_jumps, reviewer_drift, content, coordinated_reports,
    misrouted_escalations, review, labelling, safety_truth,
]  # fmt: skip
EXPORTS = [*coop.EXPORTS, *cinder.EXPORTS, *dsa.EXPORTS, *openai_moderation.EXPORTS, *safety_landing.EXPORTS]
PARAMETERS = Parameters(days=42, scale=0.8, seed=11)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with played(PARAMETERS, STEPS, tmp_path_factory.mktemp("safety")) as world:
        yield world


@pytest.fixture(scope="module")
def landing(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported(world, EXPORTS, tmp_path_factory.mktemp("landing"))


def objects(landing: Path, pattern: str) -> list[dict]:
    return [json.loads(line) for text in texts(landing, pattern) for line in text.splitlines()]


def assert_as_expected(groups: list[tuple]) -> None:
    """Each group: name, how often something happened, the sum of its probabilities, and the sum of p(1 - p)."""
    assert groups
    for name, happened, expected, variance in groups:
        assert abs(happened - expected) <= DEVIATIONS * variance**0.5 + 1e-9, (name, happened, expected)


# What the world is


def test_content_arrives_as_often_as_its_platform_says(world: World) -> None:
    days = PARAMETERS.days
    expected = {
        number: PARAMETERS.scale
        * sum(
            daily * (1 + growth * day / 365) * (weekend if day % 7 >= 5 else 1)  # the period starts on a Monday
            for day in range(days)
        )
        for number, _, _, daily, weekend, growth in moderation.PLATFORMS
    }
    found = rows(world, "select platform_no, count(*), count(*), count(*) from world.content group by 1")
    assert_as_expected([(number, count, expected[number], expected[number]) for number, count, _, _ in found])


def test_most_is_posted_in_the_evening_of_the_authors_place(world: World) -> None:
    for region, zone, *_ in content.REGIONS:
        [(evening, night)] = rows(
            world,
            f"select count(*) filter (where h between 17 and 21), count(*) filter (where h between 2 and 6) from (select hour("
            f"timezone('{zone}', cast(created_at as timestamptz))) as h from world.content where region = '{region}')",
        )
        assert evening > 3 * night, region


def test_what_violates_is_as_frequent_as_the_policies_say(world: World) -> None:
    factors = f"""case when is_abusive_account then {content.ABUSIVE_FACTOR}
        else {(1 - content.ABUSIVE_SHARE * content.ABUSIVE_FACTOR) / (1 - content.ABUSIVE_SHARE)} end"""
    assert_as_expected(
        rows(
            world,
            f"""select policy_no, count(*) filter (where kind = 'violating'), sum(p), sum(p * (1 - p)) from (
                select content.policy_no, kind, violating_share * {factors} as p
                from world.content join world.policy_days on policy_days.policy_no = content.policy_no
                    and policy_days.day_on = content.day_on) group by 1""",
        )
    )
    strict = rows(
        world, f"select violates from world.content where policy_no = {moderation.TIGHTENED_POLICY} and kind = 'borderline'"
    )
    assert {v for (v,) in strict} == {True, False}


def test_classifiers_flag_as_their_score_distributions_say(world: World) -> None:
    assert_as_expected(
        rows(
            world,
            """select platform_no || kind || model_version, count(*) filter (where is_flagged), sum(flag_probability),
                sum(flag_probability * (1 - flag_probability)) from world.content group by 1""",
        )
    )


def test_reports_come_as_often_as_they_should(world: World) -> None:
    for kind, (probability, _) in content.REPORTED.items():
        [(count, reported)] = rows(
            world,
            f"""select count(*), count(*) filter (where report_count > 0)
            from world.content where kind = '{kind}' and campaign_no is null""",
        )
        assert_as_expected([(kind, reported, count * probability, count * probability * (1 - probability))])


def test_reviewers_err_as_often_as_their_rates_say(world: World) -> None:
    for group in ("platform_no || step", "platform_no || cast(violates as varchar)", "agent_id"):
        assert_as_expected(
            rows(
                world,
                f"""select {group}, count(*) filter (where is_error), sum(error_probability),
                    sum(error_probability * (1 - error_probability))
                from world.review_decisions where error_probability is not null group by 1""",
            )
        )


def test_appeals_follow_the_wrong_more_than_the_right(world: World) -> None:
    [(wrong, wrong_appealed, right, right_appealed)] = rows(
        world,
        """select count(*) filter (where is_error), count(*) filter (where is_error and appealed),
            count(*) filter (where not is_error), count(*) filter (where not is_error and appealed)
        from (select is_error, decision_no in (select decision_no from world.appeals) as appealed from world.review_decisions
            where step = 'automatic' or (step = 'review' and finds_violation and platform_no <> 3))""",
    )
    probability, other = review.AUTHOR_APPEALS
    assert_as_expected(
        [
            ("wrong", wrong_appealed, wrong * probability, wrong * probability * (1 - probability)),
            ("right", right_appealed, right * other, right * other * (1 - other)),
        ]
    )


def test_double_labels_agree_as_the_error_rates_let_expect(world: World) -> None:
    [(items, found, expected)] = rows(
        world,
        "select item_count, percent_agreement, expected_percent_agreement from truth.agreement where policy_code = 'all' "
        "and period_type = 'all'",
    )
    assert items > 200
    assert_as_expected([("agreement", found * items, expected * items, expected * (1 - expected) * items)])
    counts = "select count(*), count(distinct worker) from truth.labels where policy_code {} group by review_task_id"
    assert set(rows(world, counts.format("<> 'threats'"))) <= {(1, 1), (2, 2)}  # one where the period ends between the two
    assert set(rows(world, counts.format("= 'threats'"))) <= {(1, 1), (2, 2), (3, 3)}
    assert rows(world, "select item_count - multi_rated_item_count < 10 from truth.agreement where policy_code = 'all'")[0] == (
        True,
    )


def test_an_item_that_waits_for_its_second_label_agrees_with_nobody(world: World) -> None:
    counts = "select item_count, multi_rated_item_count from truth.agreement where policy_code = 'all' and period_type = 'all'"
    [(items, multi_rated)] = rows(world, counts)
    world.run("begin")
    try:
        world.run("""
            delete from truth.labels where review_decision_id = (
                select max(review_decision_id) from truth.labels group by review_task_id having count(*) = 2 limit 1);
            drop table truth.agreement
        """)
        safety_truth._agreement(world)
        assert rows(world, counts) == [(items, multi_rated - 1)]
    finally:
        world.run("rollback")


# What is planted in it


@pytest.mark.parametrize("seed", range(1, 6))
def test_a_quarter_sees_every_cause_and_every_look_alike(tmp_path: Path, seed: int) -> None:
    quarter = World(Parameters(days=90, scale=0.3, seed=seed), tmp_path / "played.duckdb")
    for step in (organisation, workforce, moderation, false_positive_jumps):
        step.play(quarter)
    planted = rows(quarter, "select kind, cause, platform_no, onset_on, end_on from planted.false_positive_jumps")
    assert {kind for kind, *_ in planted} == {kind for kind, *_ in false_positive_jumps.KINDS}
    assert {cause for _, cause, *_ in planted} == {"mix", "threshold", "model", "policy", "reviewers", None}
    for _, _, platform, onset, end in planted:  # one at a time on a platform
        assert sum(p == platform and o < end and e > onset for _, _, p, o, e in planted) == 1


def test_jumps_are_jumps_and_look_alikes_are_none(world: World) -> None:
    jumps = rows(
        world,
        """select kind, cause, counted_before, wrong_before, expected_rate_before, counted_during, wrong_during,
            expected_rate_during
        from truth.false_positive_jumps""",
    )
    assert len(jumps) == 4
    for kind, cause, before, wrong_before, rate_before, during, wrong_during, rate_during in jumps:
        assert (rate_during > rate_before + 0.05) == (cause is not None), (kind, rate_before, rate_during)
        assert_as_expected(
            [
                (kind, wrong_before, before * rate_before, before * rate_before * (1 - rate_before)),
                (kind, wrong_during, during * rate_during, during * rate_during * (1 - rate_during)),
            ]
        )


def test_one_site_drifts_and_the_others_do_not(world: World) -> None:
    [(vendor, site, onset_on, later_on)] = rows(
        world, "select vendor_id, site, onset_on, onset_on + 10 from truth.reviewer_drifts"
    )
    growth = dict(
        rows(
            world,
            f"""select vendor_id || site, avg(miss_factor) filter (where day_on >= '{later_on}') / avg(miss_factor) filter (
                where day_on < '{onset_on}') from world.reviewer_days group by 1""",
        )
    )
    assert growth.pop(vendor + site) > 2
    assert set(growth.values()) == {1.0}


def test_rings_and_honest_crowds_look_alike_in_number(world: World) -> None:
    counts = rows(
        world, "select is_honest, min(report_count), max(report_count), count(*) from truth.report_campaigns group by 1"
    )
    assert {honest for honest, *_ in counts} == {True, False}
    for _, least, most, items in counts:
        assert (least >= coordinated_reports.REPORTS[0], most <= coordinated_reports.REPORTS[1], items >= 4) == (True,) * 3


def test_escalations_are_misrouted_at_their_rate_and_put_right(world: World) -> None:
    [(first, misrouted, put_right, two)] = rows(
        world,
        """select count(*) filter (where way <> 'put right' and way <> 'second of two tiers'),
            count(*) filter (where way = 'misrouted'),
            count(*) filter (where way = 'put right' and tier = true_tier),
            count(*) filter (where way = 'second of two tiers')
        from world.escalations where platform_no = 3 and true_tier <> 'csam_ncmec'""",
    )
    rate = misrouted_escalations.MISROUTED_RATE.usual
    assert_as_expected([("misrouted", misrouted, first * rate, first * rate * (1 - rate))])
    assert misrouted >= put_right > 0
    assert two > 0
    wrong_tier = "(way = 'misrouted') <> (tier <> true_tier)"
    assert rows(world, f"select * from world.escalations where {wrong_tier}") == []


# What the systems show of it


def test_the_landing_folder_holds_nothing_of_the_truth(landing: Path) -> None:
    words = ("error_probability", "is_error", "has_merit", "flag_probability", "is_abusive", "harmless", "misrouted", "campaign")
    for text in texts(landing, "**/*.*"):
        assert not [word for word in words if word in text]


@pytest.mark.parametrize("day", [8, 30])
def test_an_export_knows_nothing_later_than_itself(world: World, day: int) -> None:
    since, until = f"period_start() + interval {day - 7} day", f"period_start() + interval {day} day"
    for export, moments in (
        (safety_landing.EXPORTS[0], ("created_at", "first_assigned_at", "opened_at", "decided_at", "updated_at")),
        (safety_landing.EXPORTS[2], ("decided_at",)),
        (coop.EXPORTS[0], ("created_at",)),
        (coop.EXPORTS[1], ("created_at",)),
        (cinder.EXPORTS[0], ("json_extract_string(payload, '$.timestamp')",)),
    ):
        query = export.query.replace("$since", since).replace("$until", until)
        for moment in moments:
            [(count, latest, end)] = rows(
                world, f"select count(*), max(cast(cast({moment} as timestamptz) as timestamp)), {until} from ({query})"
            )
            assert count > 0, export.feed
            assert latest < end, (export.feed, moment)
    query = safety_landing.EXPORTS[0].query.replace("$since", since).replace("$until", until)
    assert rows(world, f"select * from ({query}) where (status in ('decided', 'auto_closed')) <> (decided_at is not null)") == []


def test_coop_writes_its_kinds_of_decisions(landing: Path) -> None:
    decisions = objects(landing, "coop/manual_review_decisions*")
    kinds = {d["decision_components"][0]["type"] for d in decisions}
    assert kinds == {
        "IGNORE", "CUSTOM_ACTION", "AUTOMATIC_CLOSE", "ACCEPT_APPEAL", "REJECT_APPEAL", "SUBMIT_NCMEC_REPORT",
        "TRANSFORM_JOB_AND_RECREATE_IN_QUEUE",
    }  # fmt: skip
    assert {d["reviewer_id"] == "" for d in decisions if d["decision_components"][0]["type"] == "AUTOMATIC_CLOSE"} == {True}
    assert any(len(d["decision_components"][0].get("policies", [])) == 2 for d in decisions)
    assert any(
        s["failure_reason"] == "timeout" and s["model_score"] is None for s in objects(landing, "coop/item_model_scores_log*")
    )


def test_cinder_names_what_an_appeal_takes_back(landing: Path) -> None:
    payloads = [event["payload"] for event in objects(landing, "cinder/*") if event["event"] == "decision.created"]
    assert {p["source"]["decision"]["type"] for p in payloads} == {"queue_review", "workflow", "revert", "confirm"}
    decided = {p["source"]["decision"]["id"] for p in payloads}
    for payload in payloads:
        kind = payload["source"]["decision"]["type"]
        assert ("previous_decision" in payload) == (kind in ("revert", "confirm"))
        assert ("job" in payload["source"]) == (kind != "workflow")
        if "previous_decision" in payload:
            assert payload["appeal"]["appealed_decision"]["id"] == payload["previous_decision"]["id"]
            assert payload["previous_decision"]["id"] in decided
            assert payload["appeals_resolved"][0]["outcome"] == ("denied" if kind == "confirm" else "adjustment")


def test_moderation_responses_come_in_three_spellings(landing: Path) -> None:
    comments, messages = objects(landing, "openai_moderation/comments*"), objects(landing, "openai_moderation/messages*")
    assert {set(r) >= {"response"} for r in comments} == {True}
    old = [r for r in messages if r["model"] == content.OLD_MODEL]
    assert {r["results"][0]["category_scores"]["illicit"] for r in old} == {None}
    assert max(len(r["item_ids"] or []) for r in messages) == content.BATCH
    assert all(len(r["results"]) == len(r["item_ids"] or [1]) for r in messages)
    for result in (result for r in comments for result in r["response"]["results"]):
        assert result["flagged"] == any(result["categories"].values())
        assert all(result["categories"][name] == (score >= 0.5) for name, score in result["category_scores"].items())
    assert any("e-7" in text for text in texts(landing, "openai_moderation/*"))


def test_statements_repeat_enforcements_in_the_union(landing: Path, world: World) -> None:
    full, light = texts(landing, "dsa/*full*")[0].splitlines()[0], texts(landing, "dsa/*light*")[0].splitlines()[0]
    assert full == ",".join(dsa.COLUMNS)
    assert len(full.split(",")) == 38
    assert set(full.split(",")) - set(light.split(",")) == set(dsa.FULL_ONLY)
    assert rows(world, "select * from world.statements join world.content using (content_no) where region <> 'EU'") == []


def test_judgements_carry_the_zone_of_their_season(landing: Path) -> None:
    judged = [line for text in texts(landing, "reviews_rte/*") for line in text.splitlines()[1:]]
    assert {line.split(",")[5].split(" ")[4] for line in judged} == {"PST", "PDT"}
    assert not any(day in line for line in judged for day in ("Sat ", "Sun "))
