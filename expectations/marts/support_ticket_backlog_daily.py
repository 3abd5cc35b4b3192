"""Daily ticket backlog by team and priority."""

from expectations.suite import SUPPORT, Suite, between, filled_from, no_rows, not_null, references, rows_where, unique_grain

SUITE = Suite(
    asset="support.ticket_backlog_daily",
    stage="gate_2",
    owner=SUPPORT,
    keys=("source_system", "team_id", "priority", "backlog_on"),
    checks=(
        filled_from("core.fct_tickets"),
        unique_grain("source_system", "team_id", "priority", "backlog_on"),
        not_null("source_system", "team_key", "priority", "backlog_on", "open_count"),
        references("team_key", "core.dim_teams"),
        between("open_count", 0, None, "Fewer than no open tickets: one was closed more often than opened."),
        rows_where(
            "parts_add_up",
            "waiting_customer_count < 0 or waiting_third_party_count < 0 or actionable_count < 0"
            " or actionable_count + waiting_customer_count + waiting_third_party_count <> open_count",
            "Open tickets wait for us, for the customer or for a third party.",
            column="actionable_count",
        ),
        no_rows(
            "backlog_identity",
            "select source_system, team_id, priority, backlog_on from (select *, lag(open_count, 1, 0) over"
            " (partition by source_system, team_id, priority order by backlog_on) as open_before from {batch})"
            " where open_count <> open_before + opened_count + reopened_count + transferred_in_count"
            " - transferred_out_count - resolved_count - cancelled_count order by all",
            "Today's backlog is yesterday's plus what came minus what went; otherwise tickets appear or vanish.",
            column="open_count",
        ),
        no_rows(
            "no_day_missing",
            "select source_system, team_id, priority, count(*) as day_count from {batch}"
            " group by source_system, team_id, priority"
            " having count(*) <> date_diff('day', min(backlog_on), max(backlog_on)) + 1 order by all",
            "A snapshot without a row for a day reads as no backlog on that day.",
            column="backlog_on",
        ),
        no_rows(
            "matches_open_tickets",
            "select source_system, last_open_count, open_ticket_count from (select source_system,"
            " sum(open_count) as last_open_count from {batch} d where backlog_on = (select max(backlog_on)"
            " from {batch} m where m.source_system = d.source_system) group by source_system)"
            " join (select source_system, count(*) filter (where is_open) as open_ticket_count"
            " from core.fct_tickets group by source_system)"
            " using (source_system) where last_open_count <> open_ticket_count order by all",
            "The last day's backlog is the tickets that are open; a difference means that the movements lost some.",
            column="open_count",
        ),
        rows_where(
            "backlog_on_not_in_future",
            "backlog_on > cast({as_of_at} as date)",
            "A backlog of a day that the run has not reached is a guess.",
            column="backlog_on",
        ),
    ),
)
