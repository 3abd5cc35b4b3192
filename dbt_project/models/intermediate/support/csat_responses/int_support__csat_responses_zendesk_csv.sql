{{ config(materialized='ephemeral') }}

-- The CSV tells the last answer to a ticket's survey, and not when it was given.
select
    'zendesk_csv' as source_system,
    ticket_id as csat_response_id,
    ticket_id,
    agent_key,
    satisfaction_score as score_raw,
    cast(case when lower(satisfaction_score) like 'good%' then 1 else 0 end as bigint) as score,
    cast(1 as bigint) as scale_max,
    lower(satisfaction_score) like 'good%' as is_positive,
    cast(null as timestamp) as responded_at,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from {{ ref('stg_zendesk__zendesk_tickets_csv') }}
where lower(satisfaction_score) like 'good%' or lower(satisfaction_score) like 'bad%'
