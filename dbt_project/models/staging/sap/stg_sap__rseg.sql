select
    *,
    cast(sign * abs(unsigned_quantity) as decimal(18, 4)) as quantity,
    cast(sign * abs(unsigned_amount) as decimal(18, 4)) as amount
from (

{{ stage('sap', 'rseg', columns={
    'invoice_document_id': 'belnr',
    'fiscal_year': 'gjahr',
    'line_number': 'buzei',
    'purchase_order_id': 'ebeln',
    'purchase_order_line_number': 'ebelp',
    'unsigned_quantity': 'menge',
    'unsigned_amount': 'wrbtr',
    'receipt_document_id': 'lfbnr',
    'receipt_year': 'lfgja',
    'receipt_line': 'lfpos',
    'price_block': 'spgrp',
    'quantity_block': 'spgrm',
    'date_block': 'spgrt',
    'order_price_quantity_block': 'spgrg',
    'project_block': 'spgrv',
    'manual_block': 'spgrq',
    'amount_block': 'spgrs',
}, expressions={
    'sign': [sap_sign('shkzg'), 'shkzg'],
    'is_extract': "_delivery = 'extract'",
}) }}

) as staged
