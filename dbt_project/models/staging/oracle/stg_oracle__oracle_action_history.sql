{{ stage('oracle', 'oracle_action_history', columns={
    'object_id': 'object_id',
    'object_type_code': 'object_type_code',
    'object_sub_type_code': 'object_sub_type_code',
    'sequence_num': 'sequence_num',
    'action_code': 'action_code',
    'action_date': 'action_date',
    'assignment_date': 'assignment_date',
    'performer_key': 'performer_id',
    'last_update_date': 'last_update_date',
}) }}
