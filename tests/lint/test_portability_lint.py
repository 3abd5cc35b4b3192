"""The lint refuses what the two engines read differently, and lets pass what they do not."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_spec = importlib.util.spec_from_file_location("lint", ROOT / "dbt_project" / "lint.py")
lint = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(lint)


def findings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sql: str) -> list[str]:
    monkeypatch.setattr(lint, "ROOT", tmp_path / "dbt_project")
    path = tmp_path / "dbt_project" / "models" / "model.sql"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(sql)
    return lint.findings(path)


@pytest.mark.parametrize(
    "sql",
    [
        "select concat('a', b) from t",
        "select a::int from t",
        "select '\\d' from t",
        "select regexp_replace(a, 'b', 'c') from t",
        "select row_number() over (partition by a order by b) from t",
        "select row_number() over (partition by a order by b nulls last, c) from t",
        "select * from t order by a",
        "select current_timestamp from t",
        "select now() from t",
        "select random() from t",
        "select any_value(a) from t",
        "select arg_max(a, b) from t",
        "select quantile_cont(a, 0.5) from t",
        "select strftime(a, 'x') from t",
        "select * from t\nlimit 5",
        "select {% if target.type == 'spark' %}1{% endif %}",
        "select {{ dbt.datediff('a', 'b', 'hour') }}",
        "select * from read_csv('x')",
        "select isodow(a) from t",
        "select a -> 'b' from t",
        "select regexp_extract(a, 'b(c)') from t",
        "select split(a, '.') from t",
        "select substring(a, 0, 2) from t",
        "select cast(a as varchar) from t",
        "select try_cast(a as date) from t",
        "select avg(a) from t",
        "select corr(a, b) from t",
        "select log(a) from t",
        "select a ^ 2 from t",
        "select hash(a) from t",
        "select timezone('UTC', a) from t",
        "select a at time zone 'UTC' from t",
        "select extract(second from a) from t",
    ],
)
def test_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sql: str) -> None:
    assert findings(tmp_path, monkeypatch, sql), sql


@pytest.mark.parametrize(
    "sql",
    [
        "select concat_ws('|', a, b) from t",
        "-- concat(a, b)\nselect 1",
        "{# now() #} select 1",
        "select row_number() over (partition by a order by b desc nulls last, c nulls first) from t",
        "select percentile_cont(0.5) within group (order by a) from t",
        "select sum(a) over (order by b nulls last rows between unbounded preceding and current row) from t",
        "select try_cast(a as decimal(18, 4)), max_by(a, b) from t",
        "select {{ dbt.datediff('a', 'b', 'day') }} from t",
        "select avg(cast(a as double)), ln(a), log10(a), split_part(a, '.', 1), substring(a, 1, 2) from t",
        "select {{ matches('a', '^[^a-z]+|^b') }}, '{{ 'a b'.split(' ') | join }}' from t",
        "select regexp_extract(a, '(b)(c)', 2), extract(week from a), cast(a as date) from t",
    ],
)
def test_lets_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sql: str) -> None:
    assert findings(tmp_path, monkeypatch, sql) == []


def test_a_finding_names_file_line_and_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (message,) = findings(tmp_path, monkeypatch, "select 1\nfrom t\nwhere concat(a, b) = 'c'")
    assert message.startswith("dbt_project/models/model.sql:3: `concat(`: ")
    assert "concat_ws" in message
