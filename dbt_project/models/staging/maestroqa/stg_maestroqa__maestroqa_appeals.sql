{{ stage('maestroqa', 'maestroqa_appeals', columns={
    'appeal_id': 'appeal_id',
    'answer_id': 'answer_id',
    'requester_key': 'requester_email',
    'reviewer_key': 'reviewer_email',
    'status': 'status',
    'is_grader_error': 'grader_error',
    'created_at': 'created_at',
    'resolved_at': 'resolved_at',
    'is_deleted': 'is_deleted',
    'row_updated_at': 'row_updated_at',
}) }}
