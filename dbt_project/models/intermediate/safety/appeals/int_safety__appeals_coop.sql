{{ config(materialized='ephemeral') }}

-- Coop's appeal names the item and the actions, not the decision: naming one would be a guess. The decision that accepts or rejects it does name it.
with resolutions as (

    select
        components.appeal_id,
        components.component_type,
        decisions.created_at,
        decisions.reviewer_id
    from {{ ref('stg_coop__decision_components') }} as components
    inner join {{ ref('stg_coop__coop_manual_review_decisions') }} as decisions
        on decisions.review_decision_id = components.review_decision_id
    where components.appeal_id is not null
    qualify row_number() over (
        partition by components.appeal_id order by decisions.created_at desc nulls last, components.review_decision_id desc nulls last
    ) = 1

)

select
    'coop' as source_system,
    appeals.appeal_id,
    cast(null as string) as review_decision_id,
    appeals.item_id as content_id,
    cast(null as string) as appellant_type,
    coalesce({{ meaning('statuses', 'resolutions.component_type') }}, 'open') as status,
    resolutions.component_type as status_raw,
    appeals.filed_at,
    resolutions.created_at as resolved_at,
    resolutions.reviewer_id as resolved_by_key,
    appeals.logged_at as recorded_at,
    appeals._loaded_at as loaded_at,
    appeals._file_sha256 as source_file_sha256,
    appeals._row_number as source_row_number
from {{ ref('stg_coop__coop_appeals') }} as appeals
left join resolutions on resolutions.appeal_id = appeals.appeal_id
{{ join_codes('coop', 'appeal_status', 'resolutions.component_type', 'statuses') }}
