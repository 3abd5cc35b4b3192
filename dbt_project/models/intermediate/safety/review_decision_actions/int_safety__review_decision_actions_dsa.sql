{{ config(materialized='ephemeral') }}

-- A statement may set measures in four groups, one of them a list.
with measures as (

    select statement_id, category, measure, _loaded_at, _file_sha256, _row_number from {{ ref('stg_dsa__visibility_measures') }}
    {%- for group in ['decision_monetary', 'decision_provision', 'decision_account'] %}
    union all
    select statement_id, category, {{ group }}, _loaded_at, _file_sha256, _row_number
    from {{ ref('stg_dsa__dsa_statements') }}
    where {{ group }} is not null
    {%- endfor %}

)

select distinct
    'dsa' as source_system,
    measures.statement_id as review_decision_id,
    measures.measure as action_raw,
    coalesce(codes.meaning, 'unknown') as action,
    measures.category as policy_code,
    measures._loaded_at as loaded_at,
    measures._file_sha256 as source_file_sha256,
    measures._row_number as source_row_number
from measures
{{ join_codes('dsa', 'action', 'measures.measure', 'codes') }}
