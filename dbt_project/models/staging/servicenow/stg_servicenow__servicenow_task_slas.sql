{{ stage('servicenow', 'servicenow_task_slas', columns={
    'task_sla_id': 'sys_id',
    'task_number': 'task',
    'sla_name': 'sla',
    'stage': 'stage',
    'started_at': 'start_time',
    'ended_at': 'end_time',
    'due_at': 'planned_end_time',
    'original_due_at': 'original_breach_time',
    'is_breached': 'has_breached',
    'schedule': 'schedule',
    'updated_at': 'sys_updated_on',
}, expressions={
    'pause_seconds': servicenow_duration_seconds('pause_duration'),
    'elapsed_seconds': servicenow_duration_seconds('duration'),
    'business_elapsed_seconds': servicenow_duration_seconds('business_duration'),
    'business_seconds_left': servicenow_duration_seconds('business_time_left'),
}) }}
