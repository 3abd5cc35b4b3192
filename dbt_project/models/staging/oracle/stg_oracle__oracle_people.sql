{{ stage('oracle', 'oracle_people', columns={
    'account_key': 'person_id',
    'person_key': 'email_address',
    'last_update_date': 'last_update_date',
}) }}
