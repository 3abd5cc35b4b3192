{{ config(materialized='ephemeral') }}

{#- Every state of a line that a flat file or API page showed; states that changed nothing but, say, what was received are left out. -#}

with states as (

    {% for form in ['purchase_order_line_versions', 'purchase_order_lines_api'] %}
    select
        {{ loop.index }} as form, purchase_order_line_id, updated_at, ordered_quantity, unit_price, ordered_amount, currency_code, _loaded_at, _file_sha256, _row_number
    from {{ ref('stg_coupa__' ~ form) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

{{ order_line_versions('coupa', tie='form') }}
