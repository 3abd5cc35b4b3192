select
    {{ surrogate_key(['source_system', 'review_task_id']) }} as review_task_key,
    *
from (

    {{ union_adapters('safety', 'review_tasks') }}

) as tasks
