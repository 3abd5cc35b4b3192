{# Rows of `raw = staging + superseded + rejected` for every declared feed, read from the declarations alone: a new feed is
   reconciled without an edit here. The right side is not derived from the left: superseded rows are counted on the raw keys,
   staging rows on the staging table. Staging models are addressed by their naming convention because `ref` is static;
   orchestration builds this model after every other one, and a staging model that is missing shows up as a difference. Of a feed with several
   record types each is reconciled with its own staging model. #}
{% macro raw_to_staging_accounting() -%}
    {%- if not execute -%}
        {{ return("select cast(null as string) as feed, cast(null as string) as object, cast(null as string) as source_system, cast(0 as bigint) as raw_count, cast(0 as bigint) as staging_count, cast(0 as bigint) as superseded_count, cast(0 as bigint) as rejected_count") }}
    {%- endif -%}
    {%- set parts = [] -%}
    {%- for node in graph.sources.values() | sort(attribute='unique_id') if node.config.meta.feed is defined -%}
        {%- set feed = node.config.meta.feed -%}
        {%- for record, declared in (feed.records or {none: feed}).items() -%}
            {%- set condition = "record_type in ('" ~ declared.types | join("', '") ~ "')" if record else 'true' -%}
            {%- set object = node.name ~ ('.' ~ record if record else '') -%}
            {%- do parts.append({'node': node, 'object': object, 'staging': record or node.name, 'key_columns': opsfacts.key_expressions(node, declared.key), 'condition': condition}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {#- All in one aggregation: with one for each feed, Spark would run some hundreds of stages. -#}
    select
        feed,
        object,
        source_system,
        count(*) filter (where side = 'raw') as raw_count,
        count(*) filter (where side = 'staging') as staging_count,
        count(row_key) - count(distinct row_key) as superseded_count,
        count(*) filter (where side = 'raw' and row_key is null) as rejected_count
    from (
    {%- for part in parts %}
        {%- set names = "'" ~ part.node.name ~ "' as feed, '" ~ part.object ~ "' as object, '" ~ part.node.source_name ~ "' as source_system" -%}
        {%- set staging = adapter.get_relation(database=target.database, schema='staging', identifier='stg_' ~ part.node.source_name ~ '__' ~ part.staging) -%}
        {%- set keys = [] -%}
        {%- for key in part.key_columns %}{% do keys.append('trim(cast(' ~ key ~ ' as string))') %}{% endfor %}
        select {{ names }}, 'raw' as side,
            case when {% for key in keys %}{{ ' and ' if not loop.first }}coalesce({{ key }}, '') <> ''{% endfor %} then concat_ws('|', {{ keys | join(', ') }}) end as row_key
        from {{ source(part.node.source_name, part.node.name) }}
        where {{ part.condition }}
        {%- if staging %}
        union all
        select {{ names }}, 'staging' as side, cast(null as string) as row_key from {{ staging }}
        {%- endif %}
        union all
        select {{ names }}, 'neither: a feed without rows is listed too' as side, cast(null as string) as row_key
        {%- if not loop.last %}
        union all
        {%- endif %}
    {%- endfor %}
    ) as counted_rows
    group by feed, object, source_system
{%- endmacro %}
