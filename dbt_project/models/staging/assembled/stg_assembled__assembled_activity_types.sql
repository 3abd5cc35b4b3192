{{ stage('assembled', 'assembled_activity_types', columns={
    'activity_type_id': 'id',
    'activity_type_name': 'name',
    'is_productive': 'productive',
    'is_time_off': 'timeoff',
}) }}
