{{ stage_children(ref('stg_coupa__coupa_invoices_api'), 'failed_tolerances', columns={
    'failed_tolerance_id': ['id', 'id'],
    'tolerance_code': ['code', 'text'],
    'is_resolved': ['resolved', 'boolean'],
    'resolution_strategy_raw': ['resolution-strategy', 'text'],
    'breach_amount': ['breach-amount', 'decimal'],
    'created_at': ['created-at', 'timestamp'],
    'updated_at': ['updated-at', 'timestamp'],
}, parent_columns=['invoice_id']) }}
