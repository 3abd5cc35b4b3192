{{ union_adapters('support', 'source_sla_instances') }}
