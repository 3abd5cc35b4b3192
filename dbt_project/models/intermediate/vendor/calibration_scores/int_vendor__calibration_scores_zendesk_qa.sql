{{ config(materialized='ephemeral') }}

{%- set scores = {'calibration_reviews': "'total'", 'calibration_ratings': 'category_id'} -%}
{%- for table, item in scores.items() %}
{{ 'union all' if not loop.first }}
select
    'zendesk_qa' as source_system,
    calibration_session_id,
    ticket_id,
    {{ item }} as item_id,
    reviewer_key as grader_key,
    reviewee_key as agent_account_key,
    cast(score_percent as decimal(9, 4)) as score_percent,
    created_at as held_at,
    updated_at as recorded_at,
    false as is_deleted,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from {{ ref('stg_zendesk_qa__' ~ table) }}
{%- endfor %}
