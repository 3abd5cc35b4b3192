{#- Rounds in which identities spread. Each takes an identity over every identifier that two suppliers share, so four join chains of four
    different identifiers; a longer chain of coincidences deserves a person's eye. -#}
{%- set rounds = 4 -%}
with named as (

    select source_system, supplier_key, supplier_number as external_id
    from {{ ref('dim_suppliers') }}
    union
    select source_system, supplier_key, supplier_id
    from {{ ref('dim_suppliers') }}

),

-- The supplier that an external id names, where it names exactly one: the same number in two other systems settles nothing.
external_links as (

    select
        suppliers.supplier_key,
        min(others.supplier_key) as linked_supplier_key
    from {{ ref('dim_suppliers') }} as suppliers
    inner join named as others
        on others.external_id = suppliers.external_id
        and others.source_system <> suppliers.source_system
    group by suppliers.supplier_key
    having count(distinct others.supplier_key) = 1

),

-- An account that suppliers of different tax ids share, as customers of one factoring bank do, settles nothing.
bank_accounts as (

    select
        suppliers.supplier_key,
        accounts.bank_account_key,
        min(suppliers.tax_id_key) over same_account <> max(suppliers.tax_id_key) over same_account as is_ambiguous
    from {{ ref('int_procurement__supplier_bank_accounts') }} as accounts
    inner join {{ ref('dim_suppliers') }} as suppliers
        on suppliers.source_system = accounts.source_system and suppliers.supplier_id = accounts.supplier_id
    window same_account as (partition by accounts.bank_account_key)

),

identifiers as (

    select supplier_key, 'tax_id' as match_rule, 1 as precedence, tax_id_key as identifier
    from {{ ref('dim_suppliers') }}
    where tax_id_key is not null
    union all
    select supplier_key, 'duns_number', 2, duns_number
    from {{ ref('dim_suppliers') }}
    where duns_number is not null
    union all
    select supplier_key, 'bank_account', 3, bank_account_key
    from bank_accounts
    where not coalesce(is_ambiguous, false)
    union all
    select supplier_key, 'external_id', 4, linked_supplier_key
    from external_links
    union all
    select distinct linked_supplier_key, 'external_id', 4, linked_supplier_key
    from external_links
    union all
    select distinct supplier_key, 'ambiguous', 8, supplier_key
    from bank_accounts
    where is_ambiguous
    union all
    select supplier_key, 'unresolved', 9, supplier_key
    from {{ ref('dim_suppliers') }}

),

identities_0 as (

    select supplier_key, supplier_key as supplier_identity_key
    from {{ ref('dim_suppliers') }}

),

{% for round in range(rounds) %}
shared_{{ round + 1 }} as (

    select identifiers.match_rule, identifiers.identifier, min(known.supplier_identity_key) as supplier_identity_key
    from identifiers
    inner join identities_{{ round }} as known on known.supplier_key = identifiers.supplier_key
    group by identifiers.match_rule, identifiers.identifier

),

identities_{{ round + 1 }} as (

    select identifiers.supplier_key, min(shared.supplier_identity_key) as supplier_identity_key
    from identifiers
    inner join shared_{{ round + 1 }} as shared
        on shared.match_rule = identifiers.match_rule and shared.identifier = identifiers.identifier
    group by identifiers.supplier_key

),

{% endfor -%}
supplier_counts as (

    select match_rule, identifier, count(distinct supplier_key) as supplier_count
    from identifiers
    group by match_rule, identifier

),

-- The strongest rule that ties a supplier to another one.
rules as (

    select identifiers.supplier_key, min_by(identifiers.match_rule, identifiers.precedence) as match_rule
    from identifiers
    inner join supplier_counts
        on supplier_counts.match_rule = identifiers.match_rule and supplier_counts.identifier = identifiers.identifier
    where supplier_counts.supplier_count > 1 or identifiers.match_rule in ('ambiguous', 'unresolved')
    group by identifiers.supplier_key

)

select
    suppliers.supplier_key,
    suppliers.source_system,
    suppliers.supplier_id,
    identities.supplier_identity_key,
    rules.match_rule,
    cast(count(*) over (partition by identities.supplier_identity_key) as bigint) as supplier_count
from {{ ref('dim_suppliers') }} as suppliers
inner join identities_{{ rounds }} as identities on identities.supplier_key = suppliers.supplier_key
inner join rules on rules.supplier_key = suppliers.supplier_key
