{{ config(tags=['after_models']) }}

with landed as (

    select
        feed,
        cast(sum(row_count) as bigint) as row_count,
        cast(sum(quarantined_count) as bigint) as quarantined_count
    from {{ source('warehouse', 'landed_files') }}
    where status = 'loaded'
    group by feed

),

staged as (

    {{ raw_to_staging_accounting() }}

),

facts as (

    select * from {{ ref('int_procurement__fact_accounting') }}
    union all
    select * from {{ ref('int_support__fact_accounting') }}
    union all
    select * from {{ ref('int_safety__fact_accounting') }}
    union all
    select * from {{ ref('int_vendor__fact_accounting') }}

),

bridges as (

    select
        'landed_to_raw' as stage,
        raw.source_system,
        raw.feed as object,
        'rows' as measure,
        cast(null as string) as currency_code,
        cast(coalesce(landed.row_count, 0) as decimal(38, 4)) as left_value,
        cast(raw.raw_count + coalesce(landed.quarantined_count, 0) as decimal(38, 4)) as right_value,
        cast(coalesce(landed.quarantined_count, 0) as decimal(38, 4)) as excluded_value,
        'records in loaded files = records in raw + ' || cast(coalesce(landed.quarantined_count, 0) as string) || ' in quarantine' as statement
    from (select feed, source_system, sum(raw_count) as raw_count from staged group by feed, source_system) as raw
    left join landed on landed.feed = raw.feed

    union all

    select
        'raw_to_staging' as stage,
        source_system,
        object,
        'rows' as measure,
        cast(null as string) as currency_code,
        cast(raw_count as decimal(38, 4)) as left_value,
        cast(staging_count + superseded_count + rejected_count as decimal(38, 4)) as right_value,
        cast(superseded_count + rejected_count as decimal(38, 4)) as excluded_value,
        'records in raw = rows in staging + ' || cast(superseded_count as string) || ' superseded versions + '
        || cast(rejected_count as string) || ' without a key' as statement
    from staged

    union all

    select
        'staging_to_fact' as stage,
        source_system,
        staging_model || ' to ' || fact_model as object,
        measure,
        currency_code,
        cast(staging_value as decimal(38, 4)) as left_value,
        cast(fact_value + excluded_value as decimal(38, 4)) as right_value,
        cast(excluded_value as decimal(38, 4)) as excluded_value,
        'staging = fact' || case when exclusion_reason is null then '' else ' + excluded: ' || exclusion_reason end as statement
    from facts

)

select
    stage,
    source_system,
    object,
    measure,
    currency_code,
    left_value,
    right_value,
    excluded_value,
    cast(left_value - right_value as decimal(38, 4)) as difference,
    statement
from bridges
