-- The export counts its labels itself. Where its count and ours differ, one of the label columns was read wrongly or the export was edited.
{{ config(severity='warn', group='data_platform') }}

select staged.case_id
from {{ ref('stg_policy_reviews__policy_review_labels') }} as staged
left join {{ ref('fct_review_tasks') }} as tasks
    on tasks.source_system = 'policy_reviews' and tasks.review_task_id = staged.case_id
where staged.exported_hateful_count is distinct from tasks.violating_decision_count
    or staged.exported_non_hateful_count is distinct from tasks.non_violating_decision_count
