{{ config(materialized='ephemeral') }}

select
    'workforce' as source_system,
    agent_account_key,
    worked_on,
    handled_count,
    scheduled_seconds,
    logged_in_seconds,
    available_seconds,
    talk_seconds,
    hold_seconds,
    after_contact_seconds,
    auxiliary_seconds,
    planned_shrinkage_seconds,
    unplanned_shrinkage_seconds,
    adherence_rate as reported_adherence_rate,
    conformance_rate as reported_conformance_rate,
    absence_code as absence_code_raw,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from {{ ref('stg_workforce__workforce_agent_days') }}
