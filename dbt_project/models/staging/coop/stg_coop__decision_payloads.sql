{{ config(materialized='ephemeral') }}

{{ stage('coop', 'coop_manual_review_decisions', columns={
    'review_decision_id': 'id',
    'queue_id': 'queue_id',
    'reviewer_id': 'reviewer_id',
    'created_at': 'created_at',
    'decision_components': 'decision_components',
    'decision_reason_length': 'decision_reason',
}, expressions={
    'job_id': json_text('job_payload', 'id'),
    'item_id': json_text('job_payload', 'payload.item.itemId'),
}) }}
