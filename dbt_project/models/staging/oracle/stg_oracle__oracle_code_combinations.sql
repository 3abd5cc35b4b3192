{{ stage('oracle', 'oracle_code_combinations', columns={
    'code_combination_id': 'code_combination_id',
    'cost_center': 'cost_center',
}) }}
