{{ stage_children(ref('stg_coupa__coupa_requisitions_api'), 'requisition_lines', columns={
    'line_number': ['line-num', 'integer'],
    'company_code': ['account.account-type.name', 'text'],
    'cost_center': ['account.segment-2', 'text'],
    'category': ['commodity.name', 'text'],
}, parent_columns=['requisition_id', 'updated_at']) }}
