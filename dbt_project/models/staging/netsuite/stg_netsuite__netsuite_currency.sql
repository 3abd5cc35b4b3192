{{ stage('netsuite', 'netsuite_currency', columns={
    'currency_id': 'id',
    'currency_code': 'symbol',
}) }}
