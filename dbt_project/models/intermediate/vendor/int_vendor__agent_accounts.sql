select source_system, agent_account_key, max(helpdesk_account_key) as helpdesk_account_key, max(person_key) as person_key
from (
    {{ union_adapters('vendor', 'agent_accounts') }}
) as adapters
group by source_system, agent_account_key
