{{ stage('coop', 'coop_appeals', columns={
    'appeal_id': 'appeal_id',
    'item_id': 'actioned_item_id',
    'filed_at': 'appealed_at',
    'reason_length': 'appeal_reason',
    'logged_at': 'ts',
}) }}
