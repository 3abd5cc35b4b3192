"""Nothing personal of the example exports is published: each e-mail address, user id, name, tax id, bank account and free text that
was landed is looked for in every text of every published table, and in the evidence."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.feeds import load_feeds

EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
PRIVATE = ("email", "account", "person_name", "free_text", "tax_id", "bank_account")
OWN_ADDRESSES = "@opsfacts.example"  # of the groups that own assets; they are no persons


def landed_texts(home: Path, feed: str, column: str) -> set[str]:
    """Values of a raw column, members of JSON arrays one by one."""
    files = str(home / "lake" / "raw" / feed / "*.parquet")
    rows = duckdb.sql(f'select distinct trim("{column}") from read_parquet(?, union_by_name = true)', params=[files]).fetchall()
    found: set[str] = set()
    for (text,) in rows:
        if text and text.startswith("["):
            found.update(item for item in json.loads(text) if isinstance(item, str))
        elif text:
            found.add(text)
    return found


@pytest.fixture(scope="module")
def personal_values(examples_home: Path) -> dict[str, str]:
    """Each personal value that was landed, and where; those too short or too common to be told from other data are left out."""
    found: dict[str, str] = {}
    for feed in load_feeds().values():
        for column, kind in feed.types.items():
            if kind not in PRIVATE:
                continue
            for text in landed_texts(examples_home, feed.name, column):
                is_telling = len(text) >= 12 if kind == "free_text" else len(text) >= (9 if text.isdigit() else 6)
                is_telling = is_telling and not text.isalpha()  # `system` is the name of a user, and much else
                if is_telling:
                    found[text.lower()] = f"{feed.name}.{column}"
    return found


@pytest.fixture(scope="module")
def landed_addresses(examples_home: Path) -> set[str]:
    """Every e-mail address anywhere in raw, whatever its column was declared to be."""
    addresses: set[str] = set()
    for feed in load_feeds().values():
        files = str(examples_home / "lake" / "raw" / feed.name / "*.parquet")
        for row in duckdb.sql("select * from read_parquet(?, union_by_name = true)", params=[files]).fetchall():
            addresses.update(address.lower() for value in row if isinstance(value, str) for address in EMAIL.findall(value))
    return addresses


def published_texts(home: Path) -> Iterator[tuple[str, str]]:
    """Each distinct text of each published column, with the name of the column."""
    for path in sorted((home / "published" / "current" / "parquet").glob("*/*.parquet")):
        table = duckdb.read_parquet(str(path))
        for column, kind in zip(table.columns, table.types, strict=True):
            if str(kind) == "VARCHAR":
                for (text,) in table.select(f'"{column}"').distinct().fetchall():
                    if text:
                        yield f"{path.parent.name}.{path.stem}.{column}", text.lower()


def test_the_examples_hold_what_must_not_get_out(personal_values: dict[str, str], landed_addresses: set[str]) -> None:
    assert len(landed_addresses) >= 10
    kinds = {load_feeds()[where.split(".")[0]].types[where.split(".")[1]] for where in personal_values.values()}
    assert kinds == set(PRIVATE) & {kind for feed in load_feeds().values() for kind in feed.types.values()}


def test_no_published_text_holds_a_personal_value(
    examples_home: Path, personal_values: dict[str, str], landed_addresses: set[str]
) -> None:
    wanted = {**personal_values, **dict.fromkeys(landed_addresses, "an e-mail address")}
    pattern = re.compile("|".join(re.escape(value) for value in sorted(wanted, key=len, reverse=True)))
    leaks = []
    for column, text in published_texts(examples_home):
        leaks += [(column, wanted[value]) for value in pattern.findall(text)]
        leaks += [(column, "an e-mail address") for address in EMAIL.findall(text) if not address.endswith(OWN_ADDRESSES)]
    assert sorted(set(leaks)) == []


def test_no_evidence_holds_an_address(examples_home: Path, landed_addresses: set[str]) -> None:
    """Evidence is kept for years and read by outsiders."""
    found = {
        (str(path.relative_to(examples_home)), address)
        for path in (examples_home / "evidence").rglob("*")
        if path.is_file() and path.suffix in (".json", ".txt", ".html", ".jsonl", ".csv", ".sql")
        for address in map(str.lower, EMAIL.findall(path.read_text(errors="replace")))
        if address in landed_addresses
    }
    assert found == set()


def test_the_key_is_nowhere_in_the_warehouse(examples_home: Path) -> None:
    key = examples_home.with_name(f"{examples_home.name}.key").read_text().strip()
    holders = [path for path in examples_home.rglob("*") if path.is_file() and key.encode() in path.read_bytes()]
    assert holders == []


def test_every_person_in_a_fact_can_be_looked_up(examples_home: Path) -> None:
    core = examples_home / "published" / "current" / "parquet" / "core"
    known = {
        key for (key,) in duckdb.read_parquet(str(core / "bridge_person_identities.parquet")).select("identity_key").fetchall()
    }
    pattern = re.compile("(person|account|name):[0-9a-f]{32}")
    seen: dict[str, set[str]] = {}
    for column, text in published_texts(examples_home):
        if column.startswith("core.") and not column.startswith(("core.bridge_", "core.dim_")) and pattern.fullmatch(text):
            seen.setdefault(column, set()).add(text)
    assert len(seen) >= 12
    assert {column: len(texts - known) for column, texts in seen.items() if texts - known} == {}
