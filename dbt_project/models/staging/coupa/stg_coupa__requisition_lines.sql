{{ stage('coupa', 'coupa_requisitions', record='requisition_lines', columns={
    'requisition_id': 'requisition_header_id',
    'line_number': 'line_number',
    'company_code': 'chart_of_account_name',
    'cost_center': 'segment_2',
    'category': 'commodity_name',
    'updated_at': 'updated_at',
}) }}
