{{ config(materialized='ephemeral') }}

{{ stage_children(ref('stg_zendesk_qa__zendesk_qa_reviews'), 'reviews', columns={
    'review_id': ['id', 'id'],
    'reviewer_key': ['reviewer.email', 'email'],
    'reviewee_key': ['reviewee.email', 'email'],
    'scorecard_id': ['scorecard.id', 'id'],
    'score_percent': ['score', 'decimal'],
    'review_seconds': ['reviewTime', 'integer'],
    'created_at': ['createdISO', 'timestamp'],
    'updated_at': ['updatedISO', 'timestamp'],
    'ratings': ['ratings', 'json'],
}, parent_columns=['workspace_id', 'ticket_id', 'source_type', 'conversation_created_at', '_file_time']) }}
