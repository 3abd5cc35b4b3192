{# What Spark needs to run the project, beside the spellings in portable.sql. DuckDB calls none of these. #}

{# Registers the sources in Spark's catalog, where DuckDB reads their files in place. Location, format and column types are taken from the
   `external_location` of the declaration. Run before a build: `dbt run-operation create_sources --target spark`. #}
{% macro create_sources() -%}
    {%- for schema in graph.sources.values() | map(attribute='schema') | unique %}{% do run_query('create schema if not exists ' ~ schema) %}{% endfor -%}
    {%- for node in graph.sources.values() | sort(attribute='unique_id') -%}
        {%- set reader = node.config.meta.external_location | replace('{name}', node.name) -%}
        {%- set location = modules.re.search("'([^'*]*?)(/[*][^']*)?'", reader).group(1) -%}
        {%- set columns = [] -%}
        {%- for name, type in modules.re.findall("([a-z0-9_]+) := '([A-Z]+)'", reader) -%}
            {%- do columns.append(name ~ ' ' ~ ('string' if type == 'VARCHAR' else type)) -%}
        {%- endfor -%}
        {%- if node.config.meta.feed is defined %}{% do columns.extend(opsfacts.raw_columns(node)) %}{% endif -%}
        {%- do run_query('drop table if exists ' ~ source(node.source_name, node.name)) -%}
        {%- call statement() -%}
            create table {{ source(node.source_name, node.name) }} {% if columns %}({{ columns | join(', ') }}){% endif %}
            {%- if reader.startswith('read_parquet(') %}
            using parquet options (recursiveFileLookup 'true', mergeSchema 'true')
            {%- else %}
            using json options (recursiveFileLookup 'true')
            {%- endif %}
            location '{{ location }}'
        {%- endcall -%}
    {%- endfor -%}
{%- endmacro %}

{# Name and type of each column that a feed has in raw, from its declaration: to look into the files instead would take a Spark job for each feed. #}
{% macro raw_columns(node) -%}
    {%- set feed = node.config.meta.feed -%}
    {%- set names = node.columns | list + feed.get('optional_columns', []) -%}
    {%- if feed.get('records') -%}
        {%- do names.append('record_type') -%}
        {%- for record in feed.records.values() %}{% do names.extend(record.get('columns', [])) %}{% endfor -%}
    {%- endif -%}
    {%- if feed.get('unknown_columns') == 'keep' %}{% do names.append('source_attributes') %}{% endif -%}
    {%- set names = names + ['_feed', '_file_sha256', '_file_name', '_file_time timestamp', '_delivery', '_row_number bigint', '_loaded_at timestamp'] -%}
    {%- set columns = [] -%}
    {%- for name in names | unique %}{% do columns.append(name if ' ' in name else name ~ ' string') %}{% endfor -%}
    {{ return(columns) }}
{%- endmacro %}

{# Seeds with their values in the statement: the adapter's own loader turns a missing value into the text None and breaks at an apostrophe. #}
{% macro spark__load_csv_rows(model, agate_table) -%}
    {%- set types = model.config.column_types -%}
    {%- set sql -%}
        insert into {{ this }} values
        {%- for row in agate_table.rows %}
        (
            {%- for name in agate_table.column_names -%}
                {%- set value = row[name] -%}
                cast({{ 'null' if value is none else "'" ~ (value | string | replace("\\", "\\\\") | replace("'", "\\'")) ~ "'" }} as {{ types.get(name, adapter.convert_type(agate_table, loop.index0)) }}){{ ', ' if not loop.last }}
            {%- endfor -%}
        ){{ ',' if not loop.last }}
        {%- endfor %}
    {%- endset -%}
    {%- if agate_table.rows %}{% do adapter.add_query(sql, abridge_sql_log=True) %}{% endif -%}
    {{ return(sql) }}
{%- endmacro %}

{# Spark plans what is behind a view anew wherever it is used, views behind views included; a table is planned once. #}
{% materialization view, adapter='spark' -%}
    {{ return(materialization_table_spark()) }}
{%- endmaterialization %}
