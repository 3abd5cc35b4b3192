{{ config(materialized='ephemeral') }}

{#- An order arrives in the flat files when it is issued or revised, and in API pages at any time: of both forms the latest state counts. The flat
   files give neither number nor document currency: both are taken from whatever form told them. -#}
{%- set time_zone = feed_timezone('coupa', 'coupa_purchase_orders') %}

with states as (

    select
        1 as form, purchase_order_id, cast(null as string) as purchase_order_number, cast(null as string) as currency_code, status_raw, requisition_id, buyer_key,
        supplier_id, supplier_name, created_at, updated_at, _loaded_at, _file_sha256, _row_number
    from {{ ref('stg_coupa__purchase_orders') }}

    union all

    select
        2 as form, purchase_order_id, purchase_order_number, currency_code, status_raw, requisition_id, buyer_key,
        supplier_id, supplier_name, created_at, updated_at, _loaded_at, _file_sha256, _row_number
    from {{ ref('stg_coupa__coupa_purchase_orders_api') }}

),

orders as (

    select
        *,
        max(purchase_order_number) over (partition by purchase_order_id) as known_number,
        max(currency_code) over (partition by purchase_order_id) as known_currency_code
    from states
    qualify row_number() over (partition by purchase_order_id order by updated_at desc nulls last, form desc nulls last) = 1

),

lines as (

    select purchase_order_id, min(company_code) as company_code, min(currency_code) as currency_code
    from (
        {% for form in ['purchase_order_lines', 'purchase_order_lines_api'] %}
        select purchase_order_id, company_code, currency_code from {{ ref('stg_coupa__' ~ form) }}
        {{ 'union all' if not loop.last }}
        {% endfor %}
    ) as all_lines
    group by purchase_order_id

)

select
    'coupa' as source_system,
    orders.purchase_order_id,
    coalesce(orders.known_number, orders.purchase_order_id) as purchase_order_number,
    orders.supplier_id,
    orders.supplier_name,
    lines.company_code,
    cast(null as string) as document_type_raw,
    cast(null as string) as document_category_raw,
    coalesce(orders.known_currency_code, lines.currency_code) as currency_code,
    orders.status_raw,
    {{ meaning('statuses', 'orders.status_raw') }} as approval_status,
    orders.requisition_id,
    orders.buyer_key,
    orders.created_at,
    cast({{ utc_to_local('orders.created_at', time_zone) }} as date) as created_on,
    'second' as created_at_precision,
    orders.updated_at as recorded_at,
    false as is_deleted,
    orders._loaded_at as loaded_at,
    orders._file_sha256 as source_file_sha256,
    orders._row_number as source_row_number
from orders
left join lines on orders.purchase_order_id = lines.purchase_order_id
{{ join_codes('coupa', 'purchase_order_status', 'orders.status_raw', as='statuses') }}
