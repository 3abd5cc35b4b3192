{{ stage('maestroqa', 'maestroqa_question_scores', columns={
    'answer_id': 'answer_id',
    'question_id': 'question_id',
    'raw_score': 'raw_score',
    'score_percent': 'normalized_score',
    'is_not_applicable': 'is_na',
    'row_updated_at': 'row_updated_at',
}) }}
