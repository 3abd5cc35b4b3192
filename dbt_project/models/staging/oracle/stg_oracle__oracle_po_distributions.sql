{{ stage('oracle', 'oracle_po_distributions', columns={
    'po_distribution_id': 'po_distribution_id',
    'po_line_id': 'po_line_id',
    'code_combination_id': 'code_combination_id',
    'last_update_date': 'last_update_date',
}) }}
