"""Responses of the OpenAI Moderation API, as three loggers write them: wrapped, flat, and as the Python SDK dumps them."""

from __future__ import annotations

import json

from simulator.export import Export, lines
from simulator.world.content import CATEGORIES

IMAGES_TOO = {"self-harm", "self-harm/intent", "self-harm/instructions", "sexual", "violence", "violence/graphic"}
FLAGGED_FROM = 0.5


def _names(snake_case: bool) -> list[str]:
    return [name.replace("/", "_").replace("-", "_") if snake_case else name for name in CATEGORIES]


def _object(names: list[str], value: str, old_model: str) -> str:
    """A JSON object of the categories a model knows; the SDK writes null for those it does not."""
    return f"""'{{' || array_to_string(list_filter(list_transform({names}, lambda name, n: case when s[n] is not null
        then '"' || name || '": ' || {value} else {old_model} end), lambda member: member is not null), ', ') || '}}'"""


def _result(snake_case: bool) -> str:
    names = _names(snake_case)
    missing = "'\"' || name || '\": null'" if snake_case else "null"
    types = json.dumps({name: ["text"] for name in names})
    return f"""'{{"flagged": ' || case when list_max(s) >= {FLAGGED_FROM} then 'true' else 'false' end
        || ', "categories": ' || {_object(names, f"case when s[n] >= {FLAGGED_FROM} then 'true' else 'false' end", missing)}
        || ', "category_scores": ' || {_object(names, "format('{:.8g}', s[n])", missing)}
        || ', "category_applied_input_types": {types}}}'"""


def _responses(platform: int, snake_case: bool, wrapped: bool) -> str:
    response = f"""'"id": "modr-' || substr(md5('response' || request_no), 1, 24) || '", "model": "' || model || '", "results": ['
        || array_to_string(list_transform(scores, lambda s: {_result(snake_case)}), ', ') || ']'"""
    return f"""
        select '{{"request_id": "req-' || lower(to_base(request_no, 36)) || '", '
            || case when len(item_ids) = 1 then '"item_id": "' || item_ids[1] || '"'
                else '"item_ids": ["' || array_to_string(item_ids, '", "') || '"]' end
            || ', "scored_at": "' || strftime(scored_at, '%Y-%m-%dT%H:%M:%SZ') || '", '
            || {"'" + '"response": {' + "' || " + response + " || '}'" if wrapped else response} || '}}' as line
        from world.moderation_requests
        where platform_no = {platform} and scored_at >= $since and scored_at < $until
        order by scored_at, request_no
    """


EXPORTS = [
    Export(
        "openai_moderation_responses", f"openai_moderation/{name}_{{until:%Y-%m-%dT%H%M}}.jsonl{packed}", _responses(platform, snake, wrapped),
        lines(), every=every, quirks=frozenset({"overlap", "late", "repeat"}),
    )
    for name, platform, every, snake, wrapped, packed in (
        ("comments", 1, 7, False, True, ".gz"), ("listings", 2, 30, False, False, ""), ("messages", 3, 7, True, False, ".gz"),
    )
]  # fmt: skip
