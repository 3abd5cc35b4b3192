with items as (

    {{ union_adapters('vendor', 'qa_evaluation_items') }}

)

select
    {{ surrogate_key(['items.source_system', 'items.qa_evaluation_id', 'items.item_id']) }} as qa_evaluation_item_key,
    evaluations.qa_evaluation_key,
    items.source_system,
    items.qa_evaluation_id,
    items.item_id,
    items.error_class,
    items.weight,
    items.score_percent,
    items.is_not_applicable,
    items.score_percent < 100 as has_error,
    evaluations.recorded_at,
    items.loaded_at,
    evaluations.is_deleted,
    items.source_file_sha256,
    items.source_row_number
from items
inner join {{ ref('fct_qa_evaluations') }} as evaluations
    on evaluations.source_system = items.source_system and evaluations.qa_evaluation_id = items.qa_evaluation_id
