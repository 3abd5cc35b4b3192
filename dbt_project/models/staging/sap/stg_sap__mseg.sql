select
    *,
    cast(sign * abs(unsigned_quantity) as decimal(18, 4)) as quantity,
    cast(sign * abs(unsigned_amount) as decimal(18, 4)) as amount
from (

{{ stage('sap', 'mseg', columns={
    'material_document_id': 'mblnr',
    'material_document_year': 'mjahr',
    'material_document_line': 'zeile',
    'movement_type_raw': 'bwart',
    'supplier_id': 'lifnr',
    'unsigned_quantity': 'menge',
    'quantity_unit': 'meins',
    'unsigned_amount': 'dmbtr',
    'currency_code': 'waers',
    'purchase_order_id': 'ebeln',
    'line_number': 'ebelp',
    'reversed_document_id': 'smbln',
    'reversed_document_year': 'sjahr',
    'reversed_document_line': 'smblp',
}, expressions={
    'sign': [sap_sign('shkzg'), 'shkzg'],
    'is_extract': "_delivery = 'extract'",
}) }}

) as staged
