{#- An account is its number at a bank in a country: the same number at another bank is another account. -#}
{%- set account = letters_and_digits("concat_ws('', banks, bankl, bankn, bkref)") | trim %}
{{ stage('sap', 'lfbk', columns={
    'supplier_id': 'lifnr',
    'bank_country_code': 'banks',
    'bank_key': 'bankl',
    'control_key': 'bkont',
    'partner_bank_type': 'bvtyp',
    'account_holder_key': 'koinh',
}, expressions={
    'bank_account_key': [pseudonym('bank_account', 'upper(' ~ account ~ ')'), 'bankn'],
}) }}
