{{ stage('sap', 'ebkn', columns={
    'requisition_id': 'banfn',
    'line_number': 'bnfpo',
    'assignment_number': 'zebkn',
    'quantity': 'menge',
    'share_percent': 'vproz',
    'cost_center': 'kostl',
}, expressions={
    'is_deleted': sap_flag('loekz'),
}) }}
