"""Keyed pseudonyms: what a person's e-mail address, user id, tax id or bank account becomes before it leaves staging.

A pseudonym is its domain and the HMAC-SHA-256 of domain and value under a key, cut to 32 hexadecimal digits (`person:3f0c…`). The
same value gives the same pseudonym in every system, so people can be joined, and nobody without the key can find out by trial who
is behind one.
The key lies outside the warehouse: beside its folder (`<home>.key`), or where OPSFACTS_PSEUDONYM_KEY_FILE says. SQL
knows the function `pseudonym(domain, value)` (dbt_plugin.py; `register_spark`) but never the key.
"""

from __future__ import annotations

import hmac
import os
import secrets
from pathlib import Path
from typing import Any

from orchestration.workspace import WorkspaceError, write_atomically

KEY_BYTES = 32
DIGITS = 32


def key_file(home: Path) -> Path:
    """Where the key of a warehouse lies."""
    return Path(os.environ.get("OPSFACTS_PSEUDONYM_KEY_FILE") or home.with_name(f"{home.name}.key"))


def key_id(key: bytes) -> str:
    """A name for a key that does not tell it: kept in the warehouse and in the evidence."""
    return hmac.digest(key, b"key id", "sha256").hex()[:16]


def load_key(home: Path) -> bytes:
    """The key of a warehouse, made at its first use.

    A warehouse remembers which key it uses: under another one every person would be somebody new, so that is refused.
    """
    path, remembered = key_file(home), home / "pseudonym_key_id"
    known = remembered.read_text().strip() if remembered.exists() else None
    if not path.exists():
        if known:
            raise WorkspaceError(
                f"The pseudonym key {path} is gone. Put it back from its backup (key id {known}), or name it in "
                "OPSFACTS_PSEUDONYM_KEY_FILE: under a new key every person would be somebody else."
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was first
            return load_key(home)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
    try:
        key = bytes.fromhex(path.read_text().strip())
    except ValueError:
        key = b""
    if len(key) < KEY_BYTES:
        raise WorkspaceError(f"{path} holds no pseudonym key: it must be {2 * KEY_BYTES} hexadecimal digits.")
    if known is None:
        write_atomically(remembered, key_id(key) + "\n")
    elif known != key_id(key):
        raise WorkspaceError(
            f"The pseudonym key {path} (key id {key_id(key)}) is not the one this warehouse was built with (key id {known}). "
            f"Put that one back; to change keys knowingly, delete {remembered} and run with --force."
        )
    return key


def pseudonym(key: bytes, domain: str, value: str) -> str:
    """The pseudonym of a value: its domain, and digits that are stable under the key and different in each domain."""
    return f"{domain}:" + hmac.digest(key, f"{domain}\0{value}".encode(), "sha256").hex()[:DIGITS]


def register_spark(session: Any, home: Path) -> None:
    """Give a Spark session the function `pseudonym`."""
    key = load_key(home)

    def of(domain: str | None, value: str | None) -> str | None:
        return None if domain is None or value is None else pseudonym(key, domain, value)

    session.udf.register("pseudonym", of, "string")
