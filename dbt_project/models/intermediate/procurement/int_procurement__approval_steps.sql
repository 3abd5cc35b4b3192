{{ config(materialized='view') }}

{{ union_adapters('procurement', 'approval_steps', columns={
    'source_system': 'string',
    'approval_step_id': 'string',
    'document_type': 'string',
    'document_id': 'string',
    'step_number': 'bigint',
    'approver_key': 'string',
    'decision_raw': 'string',
    'decision': 'string',
    'pending_since_at': 'timestamp',
    'decided_at': 'timestamp',
    'recorded_at': 'timestamp',
    'is_deleted': 'boolean',
    'loaded_at': 'timestamp',
    'source_file_sha256': 'string',
    'source_row_number': 'bigint',
}) }}
