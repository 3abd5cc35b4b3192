"""The vendors' world is what its parameters say, what is planted in it shows in the exports, and its truth does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import sqrt
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
from small_worlds import exported, played, rows

from simulator.engine import Parameters, World
from simulator.exports import assembled, maestroqa, zendesk_qa
from simulator.exports import workforce as files
from simulator.planted import lenient_auditor, quality_drift, reported_service_level, shrinkage_episode
from simulator.world import audits, capacity, organisation, quality, shifts, vendor_records, workforce

# Both changes of the clocks: 8 March in the United States, 29 March in Europe.
PARAMETERS = Parameters(start=date(2026, 3, 2), days=35, scale=3, seed=7)
SIGMA = 4.5  # two-sided, about one in 150,000
TRUTH_ALONE = ("expected_contacts", "defective", "miss_rate", "lenient", "true_score", "onset_on")


def tickets(world: World) -> None:
    """Two solved tickets a day and agent: the support desk has its own tests."""
    world.run("""
        create table world.tickets as
        select shift_no * 10 + n as ticket_no, 'zendesk' as source_system, agent_id,
            cast(35000 + row_number() over (order by shift_no, n) as varchar) as ticket_id,
            later(starts_at, -draw_integer(3600, 172800, 'opened', shift_no * 10 + n)) as opened_at,
            later(starts_at, draw_integer(600, 18000, 'solved', shift_no * 10 + n)) as solved_at
        from world.shifts cross join range(2) as numbers (n)
        where skill = 'support' and outcome = 'worked' and started_on < cast(period_end() as date)
    """)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    steps = [
        organisation, workforce, shifts, shrinkage_episode, capacity, reported_service_level, SimpleNamespace(play=tickets), audits,
        quality_drift, lenient_auditor, quality, vendor_records,
    ]  # fmt: skip
    with played(PARAMETERS, steps, tmp_path_factory.mktemp("vendors")) as world:
        yield world


@pytest.fixture(scope="module")
def landing(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    exports = (*files.EXPORTS, *assembled.EXPORTS, *zendesk_qa.EXPORTS, *maestroqa.EXPORTS)
    return exported(world, exports, tmp_path_factory.mktemp("landing"))


def is_share(successes: int, trials: int, share: float) -> bool:
    """Whether so many successes are what chance makes of the share."""
    assert trials * share * (1 - share) > 3, f"{trials} trials say nothing about a share of {share}"
    return abs(successes - trials * share) <= SIGMA * sqrt(trials * share * (1 - share)) + 0.5


def test_contacts_scatter_about_their_expectation_by_the_noise_that_is_said(world: World) -> None:
    count, squares, bias, forecast = rows(world, """
        select count(*), sum(power(offered - expected_contacts, 2) / variance),
            sum(offered - expected_contacts) / sqrt(sum(variance)), avg(forecast_contacts / expected_contacts - 1)
        from (
            select *, expected_contacts * (1 + expected_contacts * power(day_noise, 2)) + 1 / 12 + 1 / 8 as variance
            from truth.capacity_intervals where expected_contacts > 1
        )
    """)[0]  # fmt: skip
    assert count > 2000
    assert squares / count == pytest.approx(1, abs=0.15)  # intervals of a day have noise in common, so they scatter more
    assert abs(bias) < 3 * SIGMA
    assert abs(forecast) < SIGMA * capacity.FORECAST_ERROR / sqrt(count)


def test_demand_follows_the_hours_and_days_of_the_site(world: World) -> None:
    found = dict(rows(world, """
        select isodow(day), avg(expected_contacts) from truth.capacity_intervals where queue = 'Accounts and Billing'
            and day not in (select holiday_on from world.site_holidays) group by 1
    """))  # fmt: skip
    assert found[1] / found[7] == pytest.approx(capacity.WEEKDAYS[0] / capacity.WEEKDAYS[6], rel=0.05)
    hours = dict(rows(world, """
        select hour(starts_local), sum(offered) from truth.capacity_intervals where queue = 'Technical Support' group by 1
    """))  # fmt: skip
    assert max(hours, key=hours.__getitem__) in (10, 11, 13, 14)
    assert set(hours) == set(range(7, 21))


def test_days_of_agents_add_up_to_themselves_and_to_the_intervals(world: World) -> None:
    assert rows(
        world, "select count(*) from truth.agent_days where logged_in <> available + talk + hold + after_contact + aux"
    ) == [(0,)]
    assert rows(world, "select min(available), min(aux), min(talk) from truth.agent_days") >= [(0, 0, 0)]
    of_shifts, of_intervals = rows(world, """
        select (select (sum(handled), sum(occupied_seconds)) from world.shift_work),
            (select (sum(handled), sum(occupied_seconds)) from world.capacity_intervals)
    """)[0]  # fmt: skip
    assert of_shifts == of_intervals
    assert rows(world, """
        select count(*) from truth.capacity_intervals
        where handled > offered or answered_within_target > handled or occupied_seconds > productive_seconds
            or productive_seconds > staffed_seconds or channel <> 'back_office' and handled + abandoned <> offered
    """) == [(0,)]  # fmt: skip


def test_a_night_over_a_change_of_the_clocks_is_as_long_as_it_was(world: World) -> None:
    lengths = set(rows(world, """
        select site, started_on, hour(ends_at - starts_at) from world.shifts
        where starts_local = started_on + time '22:00' and ends_local - starts_local = interval 510 minute
            and started_on in (date '2026-03-07', date '2026-03-28')
    """))  # fmt: skip
    europe = {"Krakow", "Lisbon", "Berlin"}
    for site, day, hours in lengths:
        is_short = (day == date(2026, 3, 28) and site in europe) or (day == date(2026, 3, 7) and site == "Austin")
        assert hours == (7 if is_short else 8), (site, day)
    assert {site for site, day, _ in lengths if day == date(2026, 3, 28)} & europe


def test_absence_lateness_and_overtime_happen_as_often_as_they_should(world: World) -> None:
    elsewhere = "site not in ('Lisbon', 'Krakow') and started_on < cast(period_end() as date) and not is_new_hire_training"
    worked, overtime, trained, no_shows, late = rows(world, f"""
        select count(*) filter (where outcome = 'worked'), count(*) filter (where outcome = 'worked' and overtime_seconds > 0),
            count(*) filter (where outcome = 'worked' and training_seconds > 0), count(*) filter (where outcome = 'no show'),
            count(*) filter (where outcome = 'worked' and late_seconds > 0)
        from world.shifts where {elsewhere}
    """)[0]  # fmt: skip
    assert is_share(overtime, worked, shifts.OVERTIME_RATE)
    assert is_share(trained, worked, shifts.TRAINING_RATE)
    assert is_share(late, worked, shifts.LATE_RATE)
    assert is_share(no_shows, worked + no_shows, shifts.NO_SHOW_RATE)
    weeks, on_leave = rows(world, """
        select count(*), count(*) filter (where has_leave) from (
            select agent_id, (started_on - date '2026-03-02') // 7 as week, bool_or(outcome = 'leave') as has_leave
            from world.shifts inner join world.agents using (agent_id)
            where hired_on < date '2026-03-02' - 60 group by 1, 2
        )
    """)[0]  # fmt: skip
    assert is_share(on_leave, weeks, shifts.LEAVE_RATE)


@pytest.mark.parametrize(
    ("kind", "hit", "share"),
    [
        ("sickness", "outcome = 'sick'", shrinkage_episode.SICK_SHARE.usual),
        ("training", "training_seconds > 0", shrinkage_episode.TRAINED_SHARE.usual),
    ],
)
def test_the_episode_is_unplanned_and_what_looks_like_it_is_planned(world: World, kind: str, hit: str, share: float) -> None:
    (count, hits, planned, unplanned), (_, _, usual_planned, usual_unplanned) = rows(world, f"""
        select count(*), count(*) filter (where {hit}), sum(planned_shrinkage) / sum(scheduled),
            sum(unplanned_shrinkage) / sum(scheduled)
        from truth.agent_days as days
        inner join (select agent_id, started_on, training_seconds, is_new_hire_training from world.shifts)
            using (agent_id, started_on)
        inner join truth.shrinkage_episodes as episodes using (site)
        where kind = '{kind}' and outcome <> 'leave' and not is_new_hire_training
        group by started_on >= onset_on and started_on < end_on
        order by started_on >= onset_on and started_on < end_on desc
    """)  # fmt: skip
    assert share - SIGMA * sqrt(share * (1 - share) / count) < hits / count < share + 0.1 + SIGMA * sqrt(share / count)
    if kind == "sickness":
        assert unplanned > 3 * usual_unplanned
        assert planned < 1.2 * usual_planned
    else:
        assert planned > 2 * usual_planned
        assert unplanned < 2 * usual_unplanned


def test_a_service_level_by_a_better_rule_shows_against_the_counts_and_rounding_does_not(landing: Path) -> None:
    with duckdb.connect() as connection:
        found = connection.execute(f"""
            select vendor like 'Solvane%', coalesce(try_cast(replace(service_level, '%', '') as double) / 100, 0),
                answered_within_target / offered, answered_within_target / nullif(handled, 0), service_level like '%!%' escape '!'
            from read_csv('{landing}/workforce/wfm_intervals_*.csv', all_varchar = false, types = {{'service_level': 'varchar'}})
            where vendor not like '%otal' and sla_target_seconds is not null and offered > 0 and handled > 0
        """).fetchall()
    rounded = [(reported, true) for is_solvane, reported, true, _, _ in found if is_solvane]
    assert len(rounded) > 500
    assert max(abs(reported - true) for reported, true in rounded) <= 0.005 + 1e-9
    assert all(is_percent == is_solvane for is_solvane, _, _, _, is_percent in found)


def test_a_vendor_flatters_itself_from_the_day_of_the_rule(world: World) -> None:
    assert rows(world, """
        select rule, bool_and(abs(reported_rate - true_rate) < 0.0051), sum(reported_rate) > sum(true_rate) * 1.01
        from truth.reported_service_levels where reported_rate is not null group by 1 order by 1
    """) == [
        ("of the contacts offered", True, False), ("rounded to whole percent", True, False),
        ("without contacts given up", False, True),
    ]  # fmt: skip
    onset = PARAMETERS.start.toordinal() + int(PARAMETERS.days * reported_service_level.ONSET)
    first = rows(world, "select min(day) from truth.reported_service_levels where rule = 'without contacts given up'")[0][0]
    assert first.toordinal() == onset


def test_work_of_the_drifting_team_is_as_much_worse_as_planted_and_only_its(world: World) -> None:
    # Defects against what is to be expected of agents, items and tenure without the drift.
    counted = rows(world, f"""
        select drifts, is_after, count(*), count(*) filter (where is_defective), sum(expected) from (
            select team = '{quality_drift.TEAM}' and vendor_id = '{quality_drift.VENDOR}' as drifts,
                cast(solved_at as date) >= onset_on as is_after, is_defective,
                least(0.9, defect_rate * defect_factor) / if(drifts and is_after, factor, 1) as expected
            from world.work_items inner join world.audit_samples using (ticket_no)
            inner join world.scorecard_items using (item_no)
            cross join (select onset_on, factor from truth.quality_drift where kind = 'drift')
            where is_applicable
        ) group by all
    """)  # fmt: skip
    found = {(drifts, after): figures for drifts, after, *figures in counted}
    for (drifts, after), (count, defects, expected) in found.items():
        factor = quality_drift.FACTOR.usual if drifts and after else 1
        assert is_share(defects, count, expected / count * factor), (drifts, after)
    count, defects, expected = found[True, True]
    assert not is_share(defects, count, expected / count)


def test_new_hires_err_more_but_less_from_day_to_day(world: World) -> None:
    new, seasoned = rows(world, """
        select avg(cast(is_defective as integer) / defect_rate)
        from world.work_items inner join world.audit_samples using (ticket_no) inner join world.scorecard_items using (item_no)
        where is_applicable and not (vendor_id = 'BWP' and team = 'Accounts and Billing')
        group by cast(solved_at as date) - hired_on < 30 order by cast(solved_at as date) - hired_on < 30 desc
    """)  # fmt: skip
    assert new[0] > 1.3 * seasoned[0]


def test_auditors_err_as_often_as_their_rates_say_and_one_is_lenient(world: World) -> None:
    found = rows(world, """
        select auditor_id, vendor_id, is_ours, is_lenient, auditors.miss_rate, auditors.false_alarm_rate,
            defects, missed, sound, alarms
        from truth.auditors as auditors
        inner join (
            select auditor_id, count(*) filter (where is_defective) as defects,
                count(*) filter (where is_defective and score = 100) as missed, count(*) filter (where not is_defective) as sound,
                count(*) filter (where not is_defective and score < 100) as alarms
            from world.evaluation_items inner join world.evaluations using (evaluation_no)
            where is_applicable group by auditor_id
        ) using (auditor_id)
    """)  # fmt: skip
    tested = 0
    for auditor, _, _, _, miss_rate, false_alarm_rate, defects, missed, sound, alarms in found:
        for successes, trials, share in ((missed, defects, miss_rate), (alarms, sound, false_alarm_rate)):
            if trials * share * (1 - share) > 3:
                assert is_share(successes, trials, share), auditor
                tested += 1
    assert tested > 10
    lenient = [missed / defects for _, _, _, is_lenient, _, _, defects, missed, _, _ in found if is_lenient]
    assert len(lenient) == 1
    assert lenient[0] > 0.45
    # Those who grade the in-house teams mark as few errors, and miss none too many: there are few.
    in_house = [row for row in found if row[1] == "INT"]
    others = [row for row in found if row[1] in ("BWP", "SLV") and row[2] and not row[3]]

    def marked(auditors: list[tuple]) -> float:
        return sum(r[6] - r[7] + r[9] for r in auditors) / sum(r[6] + r[8] for r in auditors)

    def missed(auditors: list[tuple]) -> float:
        return sum(r[7] for r in auditors) / sum(r[6] for r in auditors)

    assert marked(in_house) < 0.75 * marked(others)
    assert missed(in_house) < 0.3


def test_disputes_are_upheld_by_who_was_right_and_scored_anew(world: World) -> None:
    for is_defective, rate in ((True, quality.UPHELD_DEFECT_RATE), (False, quality.UPHELD_FALSE_ALARM_RATE)):
        count, upheld = rows(world, f"""
            select count(*), count(*) filter (where is_upheld) from world.disputed_items
            inner join world.evaluation_items using (evaluation_no, item_no) where is_defective = {is_defective}
        """)[0]  # fmt: skip
        assert is_share(upheld, count, rate)
    assert rows(world, """
        select count(*) > 20, bool_and(again.score_percent >= once.score_percent), bool_and(again.points >= once.points)
        from world.evaluation_scores as once inner join world.evaluation_scores as again using (evaluation_no)
        where once.version = 1 and again.version = 2
    """) == [(True, True, True)]  # fmt: skip


def test_samples_are_two_a_week_of_every_agent_and_independent_of_the_work(world: World) -> None:
    assert rows(world, """
        select max(sampled), bool_and(sampled = least(2, solved)) from (
            select agent_id, (cast(solved_at as date) - date '2026-03-02') // 7 as week, count(*) as solved,
                count(samples.ticket_no) as sampled
            from world.tickets left join (select ticket_no from world.audit_samples) as samples using (ticket_no)
            where solved_at < period_end() group by 1, 2
        )
    """) == [(2, True)]  # fmt: skip


def test_the_truth_is_nowhere_in_the_landing_folder(landing: Path) -> None:
    files_read = 0
    for path in landing.rglob("*.*"):
        text = path.read_bytes().decode("utf-8")
        assert not [word for word in TRUTH_ALONE if word in text], path
        files_read += 1
    assert files_read > 60


def test_the_formats_have_their_quirks(landing: Path) -> None:
    def first(pattern: str) -> str:
        return min((landing).glob(pattern)).read_bytes().decode("utf-8")

    solvane = first("workforce/wfm_intervals_slv_*.csv")
    assert solvane.startswith("\ufeffvendor,")
    assert "\nTotal," in solvane
    assert "\nGrand total," in solvane
    assert first("maestroqa/total_scores_*.csv").count('"=""2026-') > 10
    assert ',="2026-' in first("maestroqa/section_scores_*.csv")
    assert '"id":"92000000000' in first("zendesk_qa/reviews_*.json")
    assert '"start_time":"17' in first("assembled/agent_states_*.jsonl")
    assert '"start_time":17' in first("assembled/activities_*.jsonl")
