{{ stage('maestroqa', 'maestroqa_section_scores', columns={
    'ticket_id': 'gradable_id',
    'rubric_id': 'rubric_id',
    'grader_key': 'grader',
    'grade_type': 'grade_type',
    'section_id': 'section_id',
    'score': 'section_score',
    'max_score': 'max_section_score',
    'graded_at': 'date_graded',
}) }}
