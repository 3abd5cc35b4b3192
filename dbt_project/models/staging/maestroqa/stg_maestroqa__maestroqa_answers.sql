{{ stage('maestroqa', 'maestroqa_answers', columns={
    'answer_id': 'answer_id',
    'answer_type': 'answer_type',
    'ticket_id': 'gradable_id',
    'rubric_id': 'template_id',
    'grader_key': 'grader_email',
    'score_percent': 'total_score',
    'created_at': 'created_at',
    'first_saved_at': 'first_saved_at',
    'updated_at': 'updated_at',
    'is_deleted': 'is_deleted',
}, expressions={'agent_account_key': helpdesk_account('gradee_id')}) }}
