{{ stage('zendesk', 'zendesk_ticket_metrics', columns={
    'ticket_metric_id': 'id',
    'ticket_id': 'ticket_id',
    'reopen_count': 'reopens',
    'reply_count': 'replies',
    'agent_count': 'assignee_stations',
    'group_count': 'group_stations',
    'first_reply_minutes': 'reply_time_in_minutes_calendar',
    'solved_at': 'solved_at',
    'status_updated_at': 'status_updated_at',
    'updated_at': 'updated_at',
}) }}
