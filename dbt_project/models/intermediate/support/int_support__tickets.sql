{{ union_adapters('support', 'tickets') }}
