"""The key of the pseudonyms: made once, kept outside the warehouse, and never changed without a word."""

from __future__ import annotations

import stat
from pathlib import Path

import duckdb
import pytest

from orchestration.dbt_plugin import Plugin
from orchestration.pseudonyms import key_file, key_id, load_key, pseudonym
from orchestration.workspace import WorkspaceError


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("OPSFACTS_PSEUDONYM_KEY_FILE", raising=False)
    folder = tmp_path / "warehouse"
    folder.mkdir()
    return folder


def test_the_key_is_made_once_outside_the_warehouse_and_for_its_owner_alone(home: Path) -> None:
    key = load_key(home)
    path = key_file(home)
    assert load_key(home) == key
    assert len(key) == 32
    assert home not in path.parents
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not any(key.hex() in file.read_text() for file in home.rglob("*") if file.is_file())
    assert (home / "pseudonym_key_id").read_text().strip() == key_id(key) != key.hex()[:16]


def test_a_lost_key_is_not_replaced(home: Path) -> None:
    load_key(home)
    key_file(home).unlink()
    with pytest.raises(WorkspaceError, match="is gone.*backup"):
        load_key(home)
    assert not key_file(home).exists()


def test_another_key_is_refused(home: Path) -> None:
    load_key(home)
    key_file(home).write_text("ab" * 32)
    with pytest.raises(WorkspaceError, match="not the one this warehouse was built with"):
        load_key(home)


@pytest.mark.parametrize("content", ["", "ab" * 31, "not hexadecimal" * 8])
def test_a_file_that_holds_no_key_is_refused(home: Path, content: str) -> None:
    key_file(home).write_text(content)
    with pytest.raises(WorkspaceError, match="holds no pseudonym key"):
        load_key(home)


def test_the_key_file_can_be_named(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = tmp_path / "secrets" / "opsfacts.key"
    monkeypatch.setenv("OPSFACTS_PSEUDONYM_KEY_FILE", str(named))
    assert load_key(home).hex() == named.read_text().strip()


def test_pseudonyms_differ_by_key_domain_and_value_and_are_hmac_sha256() -> None:
    import hashlib

    def by_hand(key: bytes, message: bytes) -> str:
        padded = key.ljust(64, b"\0")
        inner = hashlib.sha256(bytes(b ^ 0x36 for b in padded) + message).digest()
        return hashlib.sha256(bytes(b ^ 0x5C for b in padded) + inner).hexdigest()[:32]

    key = bytes(range(32))
    assert pseudonym(key, "person", "mara.lind@harbourline.example") == "person:" + by_hand(
        key, b"person\0mara.lind@harbourline.example"
    )
    values = {pseudonym(k, d, v) for k in (key, key[::-1]) for d in ("person", "account") for v in ("a", "b")}
    assert len(values) == 8


def test_sql_gives_the_same_pseudonyms_and_keeps_nulls(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPSFACTS_HOME", str(home))
    key = load_key(home)
    with duckdb.connect() as connection:
        Plugin("pseudonyms", {}).configure_connection(connection)
        rows = connection.execute(
            "select v, pseudonym('person', v) from (values ('é@x.example'), (null), ('b'), ('b'), ('')) as t (v)"
        ).fetchall()
        assert rows == [(v, None if v is None else pseudonym(key, "person", v)) for v in ("é@x.example", None, "b", "b", "")]
        assert connection.execute("select pseudonym(null, 'x')").fetchone() == (None,)
