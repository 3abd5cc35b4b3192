{{ config(materialized='ephemeral') }}

select
    'jira' as source_system,
    issue_id as csat_response_id,
    issue_id as ticket_id,
    agent_key,
    cast(cast(floor(satisfaction_rating) as bigint) as {{ dbt.type_string() }}) as score_raw,
    cast(floor(satisfaction_rating) as bigint) as score,
    cast(5 as bigint) as scale_max,
    satisfaction_rating >= 4 as is_positive,
    satisfaction_at as responded_at,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from {{ ref('stg_jira__jira_issues') }}
where satisfaction_rating is not null
