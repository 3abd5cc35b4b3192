{# A setting from the declaration of a feed (`config.meta.feed` of its source table).
   dbt unit tests have no view of the sources, so there the default is returned; override this macro in the test to test another value. #}
{% macro feed_setting(source_name, table_name, setting, default=none) -%}
    {%- if execute and graph.sources is defined -%}
        {%- for node in graph.sources.values() if node.source_name == source_name and node.name == table_name -%}
            {{ return(node.config.meta.feed.get(setting, default)) }}
        {%- endfor -%}
        {{ exceptions.raise_compiler_error("No feed " ~ source_name ~ "." ~ table_name) }}
    {%- endif -%}
    {{ return(default) }}
{%- endmacro %}

{# The declared time zone of a feed's local times; UTC where the declaration is silent. #}
{% macro feed_timezone(source_name, table_name) -%}
    {{ return(opsfacts.feed_setting(source_name, table_name, 'source_timezone', 'Etc/UTC')) }}
{%- endmacro %}

{# The latest version of each key of a feed; rows without a key are left out (the reconciliation counts them). Versions are ordered by
   `order_by`, then by a later file name (exports carry their date in it), then by a later row: a total order.
   Only keys that occur more than once are ranked: they exist where exports overlap, and ranking every row would sort the whole feed. #}
{% macro latest_version(relation, keys, order_by=[]) -%}
    {%- set trimmed = [] -%}
    {%- for key in keys %}{% do trimmed.append('trim(' ~ ('cast(' ~ key ~ ' as string)' if key == '_row_number' else key) ~ ')') %}{% endfor -%}
    {%- set key_text = "concat_ws('|', " ~ trimmed | join(', ') ~ ")" -%}
    {%- set repeated = "select " ~ key_text ~ " from " ~ relation ~ " group by " ~ trimmed | join(', ') ~ " having count(*) > 1" -%}
    {%- set has_key -%}
        {%- for key in trimmed %}{{ ' and ' if not loop.first }}coalesce({{ key }}, '') <> ''{% endfor -%}
    {%- endset -%}
    select * from {{ relation }}
    where {{ has_key }} and {{ key_text }} not in ({{ repeated }})

    union all

    select * from {{ relation }}
    where {{ has_key }} and {{ key_text }} in ({{ repeated }})
    qualify row_number() over (
        partition by {{ trimmed | join(', ') }}
        order by {% for expression in order_by %}{{ expression }}, {% endfor %}_file_name desc nulls last, _row_number desc nulls last, _file_sha256 desc nulls last
    ) = 1
{%- endmacro %}

{# Names of the columns whose text was there but could not be cast, comma-separated; empty when all could.
   `casts` maps a label to a pair [raw text expression, typed expression]. #}
{% macro cast_failures(casts) -%}
    {%- if not casts -%}{{ return("''") }}{%- endif -%}
    concat_ws(',' {%- for label, pair in casts.items() %}, case when coalesce(trim({{ pair[0] }}), '') <> '' and {{ pair[1] }} is null then '{{ label }}' end{% endfor %})
{%- endmacro %}

{# Day of a UTC instant in the time zone that the feeds of its system declare (the first by name, if they differ), UTC where they are silent.
   dbt unit tests have no view of the sources: there every day is UTC. #}
{% macro source_day(instant, system) -%}
    {%- set zones = {} -%}
    {%- if execute and graph.sources is defined -%}
        {%- for node in graph.sources.values() | sort(attribute='unique_id') if node.config.meta.feed is defined and node.source_name not in zones -%}
            {%- do zones.update({node.source_name: node.config.meta.feed.get('source_timezone', 'Etc/UTC')}) -%}
        {%- endfor -%}
    {%- endif -%}
    case when {{ system }} is null then null
        {%- for source_name, zone in zones.items() if zone not in ('Etc/UTC', 'UTC') %}
        when {{ system }} = '{{ source_name }}' then cast({{ opsfacts.utc_to_local(instant, zone) }} as date)
        {%- endfor %}
        else cast({{ instant }} as date)
    end
{%- endmacro %}
