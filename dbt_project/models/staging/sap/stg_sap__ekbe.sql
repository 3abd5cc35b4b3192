select
    *,
    cast(sign * abs(unsigned_quantity) as decimal(18, 4)) as quantity,
    cast(sign * abs(unsigned_amount) as decimal(18, 4)) as amount
from (

{{ stage('sap', 'ekbe', columns={
    'purchase_order_id': 'ebeln',
    'line_number': 'ebelp',
    'assignment_number': 'zekkn',
    'posting_kind_raw': 'vgabe',
    'document_year': 'gjahr',
    'document_id': 'belnr',
    'document_line': 'buzei',
    'movement_type_raw': 'bwart',
    'posted_on': 'budat',
    'unsigned_quantity': 'menge',
    'unsigned_amount': 'wrbtr',
    'currency_code': 'waers',
    'reference_document_id': 'lfbnr',
    'reference_document_year': 'lfgja',
    'reference_document_line': 'lfpos',
}, expressions={
    'entered_at': [sap_timestamp('ekbe', 'cpudt', 'cputm'), 'cpudt'],
    'sign': [sap_sign('shkzg'), 'shkzg'],
    'is_extract': "_delivery = 'extract'",
}) }}

) as staged
