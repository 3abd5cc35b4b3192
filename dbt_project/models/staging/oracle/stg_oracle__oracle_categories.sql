{{ stage('oracle', 'oracle_categories', columns={
    'category_id': 'category_id',
    'category_name': 'category_name',
}) }}
