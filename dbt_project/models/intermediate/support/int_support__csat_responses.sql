{{ union_adapters('support', 'csat_responses') }}
