{{ config(materialized='ephemeral') }}

{#- Paths inside the payload and the types of what they lead to. -#}
{%- set values = {
    'review_decision_id': ['source.decision.id', 'text'],
    'decision_type': ['source.decision.type', 'text'],
    'job_id': ['source.job.id', 'text'],
    'queue_slug': ['source.job.queue.slug', 'text'],
    'job_created_at': ['source.job.created_at', 'timestamp'],
    'reviewer_id': ['source.user.email', 'email'],
    'entity_id': ['entity.attributes.id', 'text'],
    'previous_decision_id': ['previous_decision.id', 'text'],
    'appealed_decision_id': ['appeal.appealed_decision.id', 'text'],
    'actioned_job_id': ['job.id', 'text'],
    'actioned_queue_slug': ['job.queue.slug', 'text'],
    'actioned_job_created_at': ['job.created_at', 'timestamp'],
    'actioned_entity_id': ['job.entity.attributes.id', 'text'],
    'action': ['action', 'text'],
    'actor_id': ['action_made_by.user.email', 'email'],
    'report_count': ['job.num_reports', 'integer'],
    'notes_length': ['notes', 'free_text'],
    'occurred_at': ['timestamp', 'timestamp'],
    'policies': ['policies', 'json'],
    'enforcement_actions': ['enforcement_actions', 'json'],
    'appeals_resolved': ['appeals_resolved', 'json'],
} -%}
{%- set expressions = {} -%}
{%- for name, value in values.items() -%}
    {%- set text = json_text('payload', value[0]) | trim -%}
    {%- set typed = typed_value(text, value[1], {}, 'cinder') -%}
    {%- do expressions.update({name: [typed, text] if can_fail(value[1]) else typed}) -%}
{%- endfor -%}

{{ stage('cinder', 'cinder_events', columns={'event': 'event'}, expressions=expressions) }}
