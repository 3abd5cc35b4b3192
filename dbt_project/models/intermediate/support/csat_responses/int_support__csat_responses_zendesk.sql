{{ config(materialized='ephemeral') }}

-- An offer is no response, nor is a ticket to which none was made.
select
    'zendesk' as source_system,
    ratings.rating_id as csat_response_id,
    ratings.ticket_id,
    coalesce(agents.person_key, ratings.agent_key) as agent_key,
    ratings.score as score_raw,
    cast(case when ratings.score like 'good%' then 1 else 0 end as bigint) as score,
    cast(1 as bigint) as scale_max,
    ratings.score like 'good%' as is_positive,
    ratings.updated_at as responded_at,
    ratings._loaded_at as loaded_at,
    ratings._file_sha256 as source_file_sha256,
    ratings._row_number as source_row_number
from {{ ref('stg_zendesk__zendesk_satisfaction_ratings') }} as ratings
left join {{ ref('stg_zendesk__zendesk_users') }} as agents on ratings.agent_key = agents.user_key
where ratings.score like 'good%' or ratings.score like 'bad%'
