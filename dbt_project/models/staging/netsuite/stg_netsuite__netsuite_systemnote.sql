{{ stage('netsuite', 'netsuite_systemnote', columns={
    'note_id': 'id',
    'record_id': 'recordid',
    'record_type_id': 'recordtypeid',
    'changed_at': 'date',
    'changed_by_key': 'name',
    'field_raw': 'field',
}, expressions={
    'old_value': "case when upper(trim(field)) in ('TRANDOC.KSTATUS', 'TRANDOC.BPAYMENTHOLD') then " ~ present('oldvalue') ~ ' end',
    'new_value': "case when upper(trim(field)) in ('TRANDOC.KSTATUS', 'TRANDOC.BPAYMENTHOLD') then " ~ present('newvalue') ~ ' end',
    'has_old_value': "coalesce(trim(oldvalue), '') <> ''",
    'has_new_value': "coalesce(trim(newvalue), '') <> ''",
}) }}
