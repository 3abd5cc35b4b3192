{{ stage('sap', 'eket', columns={
    'purchase_order_id': 'ebeln',
    'line_number': 'ebelp',
    'delivery_number': 'etenr',
    'needed_on': 'eindt',
    'promised_on': 'slfdt',
    'quantity': 'menge',
    'requisition_id': 'banfn',
}) }}
