select
    *,
    cast(sign * abs(unsigned_amount) as decimal(18, 4)) as amount
from (

{{ stage('sap', 'bsak', columns={
    'company_code': 'bukrs',
    'supplier_id': 'lifnr',
    'cleared_on': 'augdt',
    'clearing_document_id': 'augbl',
    'fiscal_year': 'gjahr',
    'accounting_document_id': 'belnr',
    'line_number': 'buzei',
    'document_type_raw': 'blart',
    'unsigned_amount': 'wrbtr',
    'currency_code': 'waers',
}, expressions={
    'sign': [sap_sign('shkzg'), 'shkzg'],
    'is_extract': "_delivery = 'extract'",
}) }}

) as staged
