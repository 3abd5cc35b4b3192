"""Independent double labels: a sample of content that two reviewers, of threats three, label without knowing of each other,
with the answer of an expert panel beside it. What they agree on tells of their errors, which the truth knows.
"""

from __future__ import annotations

from simulator.engine import World
from simulator.world.review import FIRST_LINE, SENIOR, decide

SAMPLED = 0.026
PANEL_ERROR = 0.01  # of the experts whose answer is the gold label
UNDECIDED_RATE = 0.02  # of the messenger's items on which the experts come to no answer for its golden set
FROM_HOUR, HOURS = 15, 8  # UTC, on working days


def play(world: World) -> None:
    world.run("""
        create table world.labels (
            judgement_no bigint, content_no bigint, content_id varchar, topic varchar, platform_no integer, agent_id integer,
            started_at timestamp, submitted_at timestamp, says_violation boolean, gold boolean, violates boolean,
                is_error boolean,
            error_probability double
        )
    """)
    for since, until in world.weeks():
        world.run(f"""
            create or replace temp table sampled as
            with days as (
                select content.*, topic, cast(created_at as date)
                    + cast(draw_integer(1, 5, 'labelled on', content_no) as integer) as planned_on
                from world.content inner join world.policies on policies.policy_no = content.policy_no
                where created_at >= timestamp '{since}' and created_at < timestamp '{until}' and content_type <> 'account'
                    and chance({SAMPLED}, 'labelled', content_no)
            )
            select content_no, content_id, platform_no, policy_no, topic, kind, violates, content_type,
                cast(planned_on + cast(case when isodow(planned_on) >= 6 then 8 - isodow(planned_on) else 0 end as integer)
                    as timestamp)
                    as labelled_on,
                violates <> chance({PANEL_ERROR}, 'panel', content_no) as gold
            from days
        """)
        decide(world, "first_labels", _opened(1, "null::integer", "sampled"), FIRST_LINE)
        decide(world, "second_labels", _opened(2, "agent_id", "first_labels"), FIRST_LINE)
        decide(world, "third_labels", _opened(3, "agent_id", "second_labels where topic = 'threats'"), SENIOR)
        world.run("""
            insert into world.labels
            select decision_no, content_no, content_id, topic, platform_no, agent_id, opened_at, later(opened_at, handle_seconds),
                finds_violation, gold, violates, is_error, error_probability
            from (from first_labels union all by name from second_labels union all by name from third_labels)
            qualify row_number() over (partition by content_no, agent_id order by decision_no) = 1
            order by opened_at, decision_no
        """)
    world.run(f"""
        create table world.golden_labels as
        select content_no, content_id, policies.policy_no, 'panel-'
            || draw_integer(1, 4, 'panel member', content_no) as labelled_by,
            case when not chance({UNDECIDED_RATE}, 'undecided', content_no) then any_value(gold) end as gold,
            max(submitted_at) + interval 1 day as labelled_at
        from world.labels inner join world.policies on policies.policy_no // 100 = 3 and policies.topic = labels.topic
        where platform_no = 3
        group by content_no, content_id, policies.policy_no
        order by labelled_at, content_no
    """)


def _opened(place: int, avoided: str, source: str) -> str:
    return f"""
        select content_no, content_id, platform_no, policy_no, topic, kind, violates, content_type, labelled_on, gold,
            content_no * 100 + {50 + place} as decision_no, {avoided} as avoided_agent_id,
            later(labelled_on, {3600 * FROM_HOUR} + {3600 * HOURS} * draw('labelled at {place}', content_no)) as opened_at
        from {source}
    """
