"""EU DSA statements of reasons: full for the video community and the market, light for the messenger's public channels."""

from __future__ import annotations

import json

from simulator.export import Export, csv
from simulator.world.moderation import PLATFORMS

COUNTRIES = "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905
COMPACT = (",", ":")
SOURCE_TYPES = """case s.source when 'user_report' then 'SOURCE_ARTICLE_16' when 'trusted_flagger' then 'SOURCE_TRUSTED_FLAGGER'
    when 'legal' then 'SOURCE_TYPE_OTHER_NOTIFICATION' else 'SOURCE_VOLUNTARY' end"""
CONTENT_TYPES = "case c.content_type when 'account' then 'OTHER' else upper(c.content_type) end"
FULL_ONLY = ("illegal_content_explanation", "incompatible_content_explanation", "territorial_scope", "decision_facts")

COLUMNS = {
    "uuid": "uuid_of('statement', s.decision_no)",
    "decision_visibility": """case s.action when 'restrict' then '["DECISION_VISIBILITY_CONTENT_INTERACTION_RESTRICTED"]'
        when 'demote' then '["DECISION_VISIBILITY_CONTENT_DEMOTED"]' when 'age_gate'
            then '["DECISION_VISIBILITY_CONTENT_AGE_RESTRICTED"]'
        when 'label' then '["DECISION_VISIBILITY_CONTENT_LABELLED"]'
        else case when s.platform_no = 3 and s.action in ('suspend_account', 'ban_account') then null
            else '["DECISION_VISIBILITY_CONTENT_REMOVED"]' end end""",
    "decision_visibility_other": "null",
    "end_date_visibility_restriction": "null",
    "decision_monetary": "null",
    "decision_monetary_other": "null",
    "end_date_monetary_restriction": "null",
    "decision_provision": "null",
    "end_date_service_restriction": "null",
    "decision_account": """case s.action when 'suspend_account' then 'DECISION_ACCOUNT_SUSPENDED'
        when 'ban_account' then 'DECISION_ACCOUNT_TERMINATED' end""",
    "end_date_account_restriction": "case s.action when 'suspend_account' then strftime(s.applied_on + 30, '%Y-%m-%d') end",
    "account_type": """case when s.action like '%account' then case s.platform_no
        when 2 then 'ACCOUNT_TYPE_BUSINESS' else 'ACCOUNT_TYPE_PRIVATE' end end""",
    "decision_ground": "'DECISION_GROUND_INCOMPATIBLE_CONTENT'",
    "decision_ground_reference_url": "null",
    "illegal_content_legal_ground": "null",
    "illegal_content_explanation": "null",
    "incompatible_content_ground": "'Community rules: ' || p.policy_name",
    "incompatible_content_explanation": "'It breaks the rules on ' || lower(p.policy_name) || '.'",
    "incompatible_content_illegal": "case when p.topic in ('child_safety', 'terrorism', 'counterfeit') then 'Yes' else 'No' end",
    "category": "'STATEMENT_CATEGORY_' || p.dsa_category",
    "category_addition": "null",
    "category_specification": "null",
    "category_specification_other": "null",
    "content_type": f"'[\"CONTENT_TYPE_' || {CONTENT_TYPES} || '\"]'",
    "content_type_other": "case c.content_type when 'account' then 'Profile' end",
    "content_language": "upper(left(c.locale, 2))",
    "content_date": "strftime(c.created_at, '%Y-%m-%d')",
    "content_id_ean": "null",
    "territorial_scope": f"'{json.dumps(COUNTRIES, separators=COMPACT)}'",
    "application_date": "strftime(s.applied_on, '%Y-%m-%d')",
    "decision_facts": """case when s.reviewer_type = 'auto' then 'Found and decided by automated means.'
        else 'Seen in review, then acted on.' end""",
    "source_type": SOURCE_TYPES,
    "source_identity": "case s.source when 'trusted_flagger' then 'Clear Water Watch' end",
    "automated_detection": "case s.source when 'classifier' then 'Yes' else 'No' end",
    "automated_decision": """'AUTOMATED_DECISION_' || case s.reviewer_type when 'auto' then 'FULLY'
        when 'hybrid' then 'PARTIALLY' else 'NOT_AUTOMATED' end""",
    "platform_name": f"case s.platform_no {' '.join(f'''when {n} then '{name}' ''' for n, name, *_ in PLATFORMS)}end",
    "platform_uid": """case when d.is_recorded then decision_of(s.platform_no, s.decision_no)
        else 'rule-' || lower(to_base(s.decision_no, 36)) end""",
    "created_at": "strftime(s.filed_at, '%Y-%m-%d %H:%M:%S')",
}


def _statements(platforms: str, columns: list[str]) -> str:
    return f"""
        select {", ".join(f"{COLUMNS[name]} as {name}" for name in columns)}
        from world.statements as s
        inner join world.review_decisions as d on d.decision_no = s.decision_no
        inner join world.content as c on c.content_no = s.content_no
        inner join world.policies as p on p.policy_no = s.policy_no
        where s.platform_no in {platforms} and s.filed_at >= $since and s.filed_at < $until
        order by s.filed_at, s.decision_no
    """


EXPORTS = [
    Export(
        "dsa_statements", f"dsa/sor-harbourline-{name}-{{until:%Y-%m-%dT%H%M}}-{form}-00000.csv", _statements(platforms, columns),
        csv(), every=every, quirks=frozenset({"overlap", "late", "repeat"}),
    )
    for name, form, every, platforms, columns in (
        ("video-market", "full", 7, "(1, 2)", list(COLUMNS)),
        ("messenger", "light", 30, "(3)", [name for name in COLUMNS if name not in FULL_ONLY]),
    )
]  # fmt: skip
