{{ config(schema='audit') }}

-- Staging = fact + what is left out for a stated reason. The staging side counts staging tables (one model per system in the folder
-- fact_accounting), the fact side counts facts, and what is left out is counted by its own rule: none of the three is made from the other two.
with staging as (

    {{ union_adapters('procurement', 'fact_accounting', columns={
        'source_system': 'string',
        'staging_model': 'string',
        'fact_model': 'string',
        'measure': 'string',
        'currency_code': 'string',
        'staging_value': 'decimal(38, 4)',
        'excluded_value': 'decimal(38, 4)',
        'exclusion_reason': 'string',
    }) | indent(4) }}

    union all

    -- Events of documents: each is one of the documents that the facts hold.
    select source_system, 'facts', 'fct_purchase_order_events', 'rows', null, cast(sum(event_count) as decimal(38, 4)), 0, null
    from (
        select source_system, count(*) as event_count
        from {{ ref('fct_purchase_order_lines') }}
        group by source_system
        union all
        select source_system, count(*)
        from {{ ref('int_procurement__receipts') }}
        where purchase_order_line_id is not null and not is_deleted
        group by source_system
        union all
        select invoices.source_system,
            count(*) + count(*) filter (where invoices.status = 'voided') + count(*) filter (where invoices.status = 'paid' and invoices.document_type = 'invoice')
        from {{ ref('fct_invoices') }} as invoices
        join {{ ref('fct_invoice_lines') }} as invoice_lines on invoices.invoice_key = invoice_lines.invoice_key
        where invoice_lines.purchase_order_line_key is not null and not invoices.is_deleted and not invoice_lines.is_deleted
        group by invoices.source_system
        union all
        select source_system, sum((1 + is_released) * line_count)
        from (
            select holds.hold_key, holds.source_system, max(case when holds.released_at is null then 0 else 1 end) as is_released,
                count(distinct invoice_lines.purchase_order_line_key) as line_count
            from {{ ref('fct_invoice_holds') }} as holds
            join {{ ref('fct_invoices') }} as invoices on holds.invoice_key = invoices.invoice_key
            join {{ ref('fct_invoice_lines') }} as invoice_lines on holds.invoice_key = invoice_lines.invoice_key
            where not holds.is_deleted and not invoices.is_deleted and not invoice_lines.is_deleted
            group by holds.hold_key, holds.source_system
        ) as held
        group by source_system
        union all
        select later.source_system,
            count(*) filter (where later.unit_price <> earlier.unit_price) + count(*) filter (where later.ordered_quantity <> earlier.ordered_quantity)
        from {{ ref('fct_purchase_order_line_versions') }} as earlier
        join {{ ref('fct_purchase_order_line_versions') }} as later
            on earlier.purchase_order_line_key = later.purchase_order_line_key and earlier.version_number + 1 = later.version_number
        group by later.source_system
    ) as documents
    where source_system <> 'sap_event_log'
    group by source_system

),

facts as (

    {% set amounts = {
        'fct_requests': none,
        'fct_requisitions': none,
        'fct_approval_steps': none,
        'fct_purchase_orders': 'ordered_amount',
        'fct_purchase_order_lines': 'ordered_amount',
        'fct_purchase_order_line_versions': none,
        'fct_purchase_order_events': none,
        'fct_receipts': 'received_amount',
        'fct_invoices': 'invoice_amount',
        'fct_invoice_lines': 'line_amount',
        'fct_match_results': none,
        'fct_invoice_holds': none,
        'fct_payments': 'payment_amount',
    } -%}
    {% for fact, amount in amounts.items() -%}
    select source_system, '{{ fact }}' as fact_model, 'rows' as measure, cast(null as string) as currency_code, cast(count(*) as decimal(38, 4)) as fact_value
    from {{ ref(fact) }}
    group by source_system
    {% if amount -%}
    union all
    -- Amounts are compared where the system's accounting counts them.
    select source_system, '{{ fact }}', 'amount', coalesce(currency_code, 'unknown'), coalesce(sum({{ amount }}), 0)
    from {{ ref(fact) }}
    where source_system in (select source_system from staging where fact_model = '{{ fact }}' and measure = 'amount')
    group by source_system, coalesce(currency_code, 'unknown')
    {% endif -%}
    union all
    {% endfor -%}
    select source_system, 'dim_suppliers', 'rows', null, cast(count(*) as decimal(38, 4))
    from {{ ref('dim_suppliers') }}
    where has_master_record
    group by source_system

),

-- A fact may be filled from several staging models: what they give is added up.
expected as (

    select
        source_system,
        {{ ordered_names('staging_model') }} as staging_model,
        fact_model,
        measure,
        currency_code,
        sum(staging_value) as staging_value,
        sum(excluded_value) as excluded_value,
        max(case when excluded_value <> 0 then exclusion_reason end) as exclusion_reason
    from staging
    group by source_system, fact_model, measure, currency_code, case when fact_model = 'none' then staging_model end

)

-- A full join: what only one side knows shows as a difference, not as a missing row.
select
    coalesce(expected.source_system, facts.source_system) as source_system,
    coalesce(expected.staging_model, 'none') as staging_model,
    coalesce(expected.fact_model, facts.fact_model) as fact_model,
    coalesce(expected.measure, facts.measure) as measure,
    coalesce(expected.currency_code, facts.currency_code) as currency_code,
    cast(coalesce(expected.staging_value, 0) as decimal(38, 4)) as staging_value,
    cast(coalesce(facts.fact_value, 0) as decimal(38, 4)) as fact_value,
    cast(coalesce(expected.excluded_value, 0) as decimal(38, 4)) as excluded_value,
    expected.exclusion_reason
from expected
full join facts
    on expected.source_system = facts.source_system
    and expected.fact_model = facts.fact_model
    and expected.measure = facts.measure
    and expected.currency_code is not distinct from facts.currency_code
