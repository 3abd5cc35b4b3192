"""Responses of the OpenAI Moderation API, as three loggers write them: wrapped, flat, and as the Python SDK dumps them."""

from __future__ import annotations

from simulator.export import Export, jsonl
from simulator.world.content import CATEGORIES

IMAGES_TOO = ("self-harm", "self-harm/intent", "self-harm/instructions", "sexual", "violence", "violence/graphic")
FLAGGED_FROM = 0.5


def _object(snake_case: bool, value: str) -> str:
    """An object of the categories in the spelling of the API or of its SDK, which writes null for a category that a model does
    not know."""
    names = [name.replace("/", "_").replace("-", "_") if snake_case else name for name in CATEGORIES]
    return "{" + ", ".join(f"'{name}': {value.format(n)}" for n, name in enumerate(names, 1)) + "}"


def _responses(platform: int, snake_case: bool, wrapped: bool) -> str:
    """Only the market's listings come with pictures."""
    types = (
        "['text']"
        if platform != 2
        else f"case when {{0}} in {tuple(CATEGORIES.index(c) + 1 for c in IMAGES_TOO)} then ['text', 'image'] else ['text'] end"
    )
    response = f"""'modr-' || substr(md5('response' || request_no), 1, 24) as id, model,
        list_transform(scores, lambda s: {{
            'flagged': list_max(s) >= {FLAGGED_FROM},
            'categories': {_object(snake_case, f"s[{{0}}] >= {FLAGGED_FROM}")},
            'category_scores': {_object(snake_case, "s[{0}]")},
            'category_applied_input_types': {_object(snake_case, types)}
        }}) as results"""
    return f"""
        select 'req-' || lower(to_base(request_no, 36)) as request_id, case when len(item_ids) = 1
            then item_ids[1] end as item_id,
            case when len(item_ids) > 1 then item_ids end as item_ids, strftime(scored_at, '%Y-%m-%dT%H:%M:%SZ') as scored_at,
            {"response" if wrapped else "id, model, results"}
        from (
            select *, {"{'id': id, 'model': model, 'results': results}" if wrapped else "null"} as response
            from (select request_no, item_ids, scored_at, {response} from world.moderation_requests
                where platform_no = {platform} and scored_at >= $since and scored_at < $until)
        )
        order by scored_at, request_no
    """


EXPORTS = [
    Export(
        "openai_moderation_responses", f"openai_moderation/{name}_{{until:%Y-%m-%dT%H%M}}.jsonl{packed}",
        _responses(platform, snake, wrapped), jsonl(), every=every, quirks=frozenset({"overlap", "late", "repeat"}),
    )
    for name, platform, every, snake, wrapped, packed in (
        ("comments", 1, 7, False, True, ".gz"), ("listings", 2, 30, False, False, ""), ("messages", 3, 7, True, False, ".gz"),
    )
]  # fmt: skip
