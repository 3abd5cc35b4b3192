{{ stage('netsuite', 'netsuite_nexttransactionlinelink', columns={
    'previous_transaction_id': 'previousdoc',
    'previous_line_id': 'previousline',
    'next_transaction_id': 'nextdoc',
    'next_line_id': 'nextline',
    'link_type': 'linktype',
    'amount': 'foreignamount',
}) }}
