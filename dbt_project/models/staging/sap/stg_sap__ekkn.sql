{{ stage('sap', 'ekkn', columns={
    'purchase_order_id': 'ebeln',
    'line_number': 'ebelp',
    'assignment_number': 'zekkn',
    'quantity': 'menge',
    'share_percent': 'vproz',
    'cost_center': 'kostl',
}, expressions={
    'is_deleted': sap_flag('loekz'),
}) }}
