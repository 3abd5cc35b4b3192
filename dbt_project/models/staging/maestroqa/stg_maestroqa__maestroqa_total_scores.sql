{{ stage('maestroqa', 'maestroqa_total_scores', columns={
    'ticket_id': 'gradable_id',
    'rubric_id': 'rubric_id',
    'grader_key': 'grader',
    'grade_type': 'grade_type',
    'agent_person_key': 'agent_email',
    'score': 'rubric_score',
    'max_score': 'max_rubric_score',
    'comment_length': 'comment',
    'ticket_created_at': 'ticket_created_at',
    'first_graded_at': 'date_first_graded',
    'graded_at': 'date_graded',
}, expressions={'agent_account_key': helpdesk_account('agent_id')}) }}
