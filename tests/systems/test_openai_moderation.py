"""Responses of the OpenAI Moderation API: what must come out of the example export."""

import duckdb
import pytest

SLASH = {"hate/threatening", "harassment/threatening", "illicit/violent", "self-harm/intent", "sexual/minors", "violence/graphic"}


def scores(warehouse: duckdb.DuckDBPyConnection, item: str) -> dict[str, tuple[float, bool]]:
    found = warehouse.execute(
        "select category, score, is_flagged from core.fct_classifier_scores"
        " where source_system = 'openai_moderation' and item_id = ?",
        [item],
    ).fetchall()
    assert len({category for category, *_ in found}) == len(found)
    return {category: (score, flagged) for category, score, flagged in found}


def test_scientific_notation_keeps_its_value(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = scores(warehouse, "c-501")
    assert found["violence"] == (9.1e-05, False)
    assert found["hate"] == (0.934, True)
    assert len(found) == 13


def test_a_response_inside_the_logged_line_is_read_the_same(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = scores(warehouse, "c-502")
    assert {category for category, (_, flagged) in found.items() if flagged} == {"violence", "violence/graphic"}


@pytest.mark.parametrize("item", ["c-503", "c-506"])
def test_a_category_that_the_model_does_not_know_has_no_row(warehouse: duckdb.DuckDBPyConnection, item: str) -> None:
    """Absent in one response, null in the other: neither is 0."""
    found = scores(warehouse, item)
    assert len(found) == 11
    assert not {category for category in found if category.startswith("illicit")}


def test_an_input_array_gives_each_item_its_own_result(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert scores(warehouse, "c-504")["illicit"] == (0.07, False)
    assert scores(warehouse, "c-505")["sexual"] == (0.71, True)
    assert scores(warehouse, "c-505")["sexual/minors"] == (3.3e-05, False)


def test_spelling_of_the_python_sdk_is_the_same_category(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert scores(warehouse, "c-506")["hate/threatening"] == (0.51, True)
    assert set(scores(warehouse, "c-501")) >= SLASH
    assert set(scores(warehouse, "c-506")) == set(scores(warehouse, "c-503"))


def test_scores_keep_the_version_that_made_them(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert warehouse.sql(
        "select model_version, count(distinct item_id), count(*) from core.fct_classifier_scores"
        " where source_system = 'openai_moderation' group by all order by all"
    ).fetchall() == [("omni-moderation-2024-09-26", 4, 52), ("text-moderation-007", 2, 22)]
