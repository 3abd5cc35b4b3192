-- Suppliers of the masters that are exported, and those that only documents name.
with masters as (

    select * from {{ ref('int_procurement__suppliers') }}

),

named as (

    select source_system, supplier_id, max(supplier_name) as supplier_name
    from {{ ref('int_procurement__orders') }}
    where supplier_id is not null
    group by source_system, supplier_id
    union all
    select distinct source_system, supplier_id, cast(null as string)
    from {{ ref('int_procurement__order_lines') }}
    where supplier_id is not null
    union all
    select distinct source_system, supplier_id, cast(null as string)
    from {{ ref('int_procurement__invoices') }}
    where supplier_id is not null
    union all
    select distinct source_system, supplier_id, cast(null as string)
    from {{ ref('int_procurement__payments') }}
    where supplier_id is not null
    union all
    select distinct source_system, supplier_id, cast(null as string)
    from {{ ref('int_procurement__requests') }}
    where supplier_id is not null

),

suppliers as (

    select
        coalesce(masters.source_system, named.source_system) as source_system,
        coalesce(masters.supplier_id, named.supplier_id) as supplier_id,
        max(named.supplier_name) as named_as
    from masters
    full join named on masters.source_system = named.source_system and masters.supplier_id = named.supplier_id
    group by coalesce(masters.source_system, named.source_system), coalesce(masters.supplier_id, named.supplier_id)

),

activity as (

    select
        supplier_key,
        min(ordered_on) as first_ordered_on,
        max(ordered_on) as last_ordered_on,
        count(*) as purchase_order_count
    from {{ ref('fct_purchase_orders') }}
    group by supplier_key

),

keyed as (

    select
        suppliers.*,
        {{ surrogate_key(['suppliers.source_system', 'suppliers.supplier_id']) }} as supplier_key
    from suppliers

)

select
    keyed.supplier_key,
    keyed.source_system,
    keyed.supplier_id,
    masters.supplier_number,
    coalesce(masters.supplier_name, keyed.named_as) as supplier_name,
    masters.supplier_id is not null as has_master_record,
    masters.status_raw,
    masters.is_active,
    masters.is_payment_blocked,
    masters.country_code,
    masters.external_id,
    masters.tax_id_key,
    masters.email_key,
    masters.duns_number,
    case when masters.parent_supplier_id is not null then {{ surrogate_key(['keyed.source_system', 'masters.parent_supplier_id']) }} end as parent_supplier_key,
    masters.created_at,
    activity.first_ordered_on,
    activity.last_ordered_on,
    coalesce(activity.purchase_order_count, 0) as purchase_order_count,
    masters.recorded_at,
    masters.is_deleted,
    masters.loaded_at,
    masters.source_file_sha256,
    masters.source_row_number
from keyed
left join masters on keyed.source_system = masters.source_system and keyed.supplier_id = masters.supplier_id
left join activity on keyed.supplier_key = activity.supplier_key
