{{ stage('assembled', 'assembled_requirements', columns={
    'requirement_type_id': 'requirement_type_id',
    'required_count': 'required',
    'scheduled_count': 'scheduled',
    'starts_at': 'start_time',
    'ends_at': 'end_time',
}) }}
