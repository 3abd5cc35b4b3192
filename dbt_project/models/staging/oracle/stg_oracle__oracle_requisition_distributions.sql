{{ stage('oracle', 'oracle_requisition_distributions', columns={
    'distribution_id': 'distribution_id',
    'requisition_line_id': 'requisition_line_id',
    'code_combination_id': 'code_combination_id',
    'last_update_date': 'last_update_date',
}) }}
