with children as (

    {{ stage_children(ref('stg_cinder__payloads'), 'appeals_resolved', columns={
    'outcome': ['outcome', 'text'],
    'appellant': ['source', 'text'],
    }, parent_columns=['review_decision_id']) }}

)

-- Of an event that was delivered again, the lists of the decision that counts.
select children.*
from children
inner join {{ ref('stg_cinder__decisions') }} as decisions
    on decisions.review_decision_id = children.review_decision_id
    and decisions._file_sha256 = children._file_sha256
    and decisions._row_number = children._row_number
