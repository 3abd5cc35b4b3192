{{ union_adapters('support', 'ticket_changes') }}
