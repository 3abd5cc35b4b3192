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
    {%- for part in parts -%}
        {%- set keys = part.key_columns -%}
        {%- set staging = adapter.get_relation(database=target.database, schema='staging', identifier='stg_' ~ part.node.source_name ~ '__' ~ part.staging) -%}
    {% if not loop.first %}
    union all
    {% endif %}
    select
        '{{ part.node.name }}' as feed,
        '{{ part.object }}' as object,
        '{{ part.node.source_name }}' as source_system,
        cast(keyed.raw_count as bigint) as raw_count,
        cast({{ '(select count(*) from ' ~ staging ~ ')' if staging else 0 }} as bigint) as staging_count,
        cast(keyed.raw_count - keyed.rejected_count - keyed.key_count as bigint) as superseded_count,
        cast(keyed.rejected_count as bigint) as rejected_count
    from (
        select
            count(*) as raw_count,
            count(*) filter (where {% for key in keys %}{{ ' or ' if not loop.first }}coalesce(trim(cast({{ key }} as string)), '') = ''{% endfor %}) as rejected_count,
            count(distinct case when {% for key in keys %}{{ ' and ' if not loop.first }}coalesce(trim(cast({{ key }} as string)), '') <> ''{% endfor %}
                then concat_ws('|' {%- for key in keys %}, trim(cast({{ key }} as string)){% endfor %}) end) as key_count
        from {{ source(part.node.source_name, part.node.name) }}
        where {{ part.condition }}
    ) as keyed
    {% endfor %}
{%- endmacro %}
