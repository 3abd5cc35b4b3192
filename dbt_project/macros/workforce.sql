{# What the exports of quality assurance and workforce tools share. #}

{# The helpdesk whose agent numbers the roster, MaestroQA and Assembled carry, by the name of its system here. #}
{% macro helpdesk() %}{{ return('zendesk') }}{% endmacro %}

{# Pseudonym of an agent as the helpdesk numbers agents: the same wherever that number is written. #}
{% macro helpdesk_account(column) -%}
    {{ return(opsfacts.pseudonym('account', "'" ~ opsfacts.helpdesk() ~ "|' || lower(" ~ opsfacts.plain_id(column) ~ ")")) }}
{%- endmacro %}

{# Pseudonym of an agent as a vendor numbers its people; two vendors may use the same number. #}
{% macro vendor_account(vendor_column, column) -%}
    {{ return(opsfacts.pseudonym('account', "'workforce|' || lower(trim(" ~ vendor_column ~ ")) || '|' || lower(" ~ opsfacts.plain_id(column) ~ ")")) }}
{%- endmacro %}

{# An id without blanks and without the apostrophe by which spreadsheets keep it text; null where empty. #}
{% macro plain_id(column) -%}
    {{ return("nullif(case when left(trim(" ~ column ~ "), 1) = '''' then substring(trim(" ~ column ~ "), 2) else trim(" ~ column ~ ") end, '')") }}
{%- endmacro %}

{# Local wall-clock time as a site writes it. #}
{% macro site_time(column, table) -%}
    {{ return(opsfacts.parse_timestamp("nullif(trim(" ~ column ~ "), '')", opsfacts.feed_setting('workforce', table, 'datetime_formats', ['%Y-%m-%d %H:%M']))) }}
{%- endmacro %}

{# The same as UTC, by the zone that the row names; null where the zone is missing. #}
{% macro site_instant(column, zone_column, table) -%}
    {{ return(opsfacts.local_to_utc_by_zone(opsfacts.site_time(column, table), "nullif(trim(" ~ zone_column ~ "), '')")) }}
{%- endmacro %}

{# Seconds from `28800`, `8:00:00` or `1392:00:00`: a duration, not a time of day. Null where it is neither. #}
{% macro duration_seconds(column) -%}
    {{ return("case when " ~ opsfacts.matches("trim(" ~ column ~ ")", "^[0-9]+:[0-5][0-9]:[0-5][0-9]$")
        ~ " then try_cast(split_part(trim(" ~ column ~ "), ':', 1) as bigint) * 3600 + try_cast(split_part(trim(" ~ column ~ "), ':', 2) as bigint) * 60 + try_cast(split_part(trim(" ~ column ~ "), ':', 3) as bigint)"
        ~ " else try_cast(round(try_cast(nullif(trim(" ~ column ~ "), '') as decimal(18, 4)), 0) as bigint) end") }}
{%- endmacro %}

{# A share from `87.5%` or `0.875`; a number without the sign is taken as the share itself. Null where it is neither. #}
{% macro rate_from_text(column) -%}
    {{ return("try_cast(case when right(trim(" ~ column ~ "), 1) = '%' then try_cast(trim(replace(" ~ column ~ ", '%', '')) as decimal(18, 6)) * 0.01"
        ~ " else try_cast(nullif(trim(" ~ column ~ "), '') as decimal(18, 6)) end as decimal(9, 6))") }}
{%- endmacro %}

{# Id of a grading of MaestroQA's raw export, which gives none. #}
{% macro maestroqa_grading_id(relation) -%}
    {%- set r = relation ~ '.' -%}
    {{ return(r ~ "ticket_id || '|' || " ~ r ~ "rubric_id || '|' || " ~ r ~ "grader_key || '|' || " ~ r ~ "grade_type") }}
{%- endmacro %}

{# Joins the agent behind a native account (`identities`), and the roster's record of that agent on a day (`agents`). The end is compared, not asked
   whether it is null: an outer join on `or` compares every row with every other. #}
{% macro join_agents(source_system, account_key, day) -%}
    left join {{ ref('bridge_agent_identities') }} as identities
        on identities.source_system = {{ source_system }} and identities.agent_account_key = {{ account_key }}
    left join {{ ref('dim_agents') }} as agents
        on agents.agent_key = identities.agent_key
        and agents.valid_from_on <= {{ day }}
        and {{ day }} < coalesce(agents.valid_to_on, cast('9999-12-31' as date))
{%- endmacro %}
