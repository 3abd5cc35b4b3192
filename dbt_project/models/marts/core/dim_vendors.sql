with named as (

    {{ union_adapters('vendor', 'vendors') }}

),

vendors as (

    select
        {{ surrogate_key(['lower(vendor_name)']) }} as vendor_key,
        lower(vendor_name) as vendor_id,
        max(vendor_name) as vendor_name,
        min(rostered_on) as first_rostered_on,
        max(rostered_on) as last_rostered_on
    from named
    where vendor_name is not null
    group by lower(vendor_name)

)

select
    vendors.vendor_key,
    vendors.vendor_id,
    vendors.vendor_name,
    case when suppliers.supplier_id is not null then {{ surrogate_key(['suppliers.supplier_source_system', 'suppliers.supplier_id']) }} end as supplier_key,
    vendors.first_rostered_on,
    vendors.last_rostered_on
from vendors
left join {{ ref('vendor_suppliers') }} as suppliers on lower(suppliers.vendor_name) = vendors.vendor_id
