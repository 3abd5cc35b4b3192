{{ stage_children(ref('stg_dsa__dsa_statements'), 'decision_visibility', columns={
    'measure': ['', 'text'],
}, parent_columns=['statement_id', 'category']) }}
