{{ stage('workforce', 'workforce_agent_days', columns={
    'vendor_name': 'vendor',
    'worked_on': 'date_local',
    'handled_count': 'handled',
    'absence_code': 'absence_code',
}, expressions={
    'agent_account_key': vendor_account('vendor', 'agent_id'),
    'scheduled_seconds': duration_seconds('scheduled_sec'),
    'logged_in_seconds': duration_seconds('logged_in_sec'),
    'available_seconds': duration_seconds('available_sec'),
    'talk_seconds': duration_seconds('talk_sec'),
    'hold_seconds': duration_seconds('hold_sec'),
    'after_contact_seconds': duration_seconds('acw_sec'),
    'auxiliary_seconds': duration_seconds('aux_sec'),
    'adherence_rate': rate_from_text('adherence_pct'),
    'conformance_rate': rate_from_text('conformance_pct'),
    'planned_shrinkage_seconds': duration_seconds('shrinkage_planned_sec'),
    'unplanned_shrinkage_seconds': duration_seconds('shrinkage_unplanned_sec'),
}) }}
