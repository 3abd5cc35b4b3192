"""What a feed is: the declarations in the dbt sources, read without dbt so that every stage can afford it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from orchestration.workspace import PROJECT_ROOT

STAGING = PROJECT_ROOT / "dbt_project" / "models" / "staging"
WAREHOUSE_SOURCE = "warehouse"  # what the stages record about themselves; nobody lands files for it
LINEAGE = ("_feed", "_file_sha256", "_file_name", "_row_number", "_loaded_at")
FORMATS = ("csv", "jsonl")
SETTINGS = {
    "files",
    "format",
    "encodings",
    "source_timezone",
    "datetime_formats",
    "date_formats",
    "null_values",
    "key",
    "update_stamp",
    "header_aliases",
    "optional_columns",
}


class FeedError(RuntimeError):
    """A feed declaration is wrong; the message names the file, the feed and the remedy."""


@dataclass(frozen=True)
class Feed:
    """One kind of export: which landed files carry it and what they must look like."""

    name: str
    source: str
    files: str
    format: str
    required_columns: tuple[str, ...]
    key: tuple[str, ...]
    optional_columns: tuple[str, ...] = ()
    encodings: tuple[str, ...] = ("utf-8",)
    header_aliases: Mapping[str, str] = field(default_factory=dict)
    source_timezone: str = "Etc/UTC"
    datetime_formats: tuple[str, ...] = ()
    date_formats: tuple[str, ...] = ()
    null_values: tuple[str, ...] = ()
    update_stamp: str | None = None
    description: str = ""
    owner: str = ""
    group: str = ""
    column_descriptions: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        return self.required_columns + self.optional_columns

    def claims(self, name: str) -> bool:
        """Whether a landed file, named by its path below the landing folder, belongs to this feed."""
        parts, patterns = name.split("/"), self.files.split("/")
        return len(parts) == len(patterns) and all(map(fnmatchcase, parts, patterns))

    def reaches(self, folder: str) -> bool:
        """Whether files of this feed can lie below a folder of the landing folder."""
        parts, patterns = folder.split("/"), self.files.split("/")
        return len(parts) < len(patterns) and all(map(fnmatchcase, parts, patterns))

    def column_name(self, header: str, position: int) -> str:
        """The column that a header text stands for; `position` counts from 1."""
        return self.header_aliases.get(header.strip()) or snake_case(header) or f"unnamed_{position}"


def snake_case(text: str) -> str:
    """Lower case, every run of other characters than letters a-z and digits one underscore."""
    return re.sub("[^0-9a-z]+", "_", text.lower()).strip("_")


def load_feeds(folder: Path = STAGING) -> dict[str, Feed]:
    """All declared feeds by name, in the order of their names."""
    feeds: dict[str, Feed] = {}
    for path in sorted(folder.glob("*/_*__sources.yml")):
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        for source in yaml.load(path.read_text(encoding="utf-8"), loader)["sources"]:
            if source["name"] == WAREHOUSE_SOURCE:
                continue
            for table in source["tables"]:
                feed = _feed(path.name, source, table)
                if feed.name in feeds:
                    raise FeedError(f"{path.name}: two feeds are named {feed.name}; the name of a feed must be unique.")
                feeds[feed.name] = feed
    return dict(sorted(feeds.items()))


def claimants(name: str, feeds: Iterable[Feed]) -> list[str]:
    """Names of the feeds that claim a landed file; more than one is an error in the declarations."""
    found = [feed.name for feed in feeds if feed.claims(name)]
    if len(found) > 1:
        raise FeedError(
            f"The landed file {name} is claimed by the feeds {', '.join(found)}: "
            "narrow the `files` pattern of all but one of them."
        )
    return found


def _feed(path: str, source: Mapping, table: Mapping) -> Feed:
    where = f"{path}, feed {table['name']}"

    def check(condition: object, message: str) -> None:
        if not condition:
            raise FeedError(f"{where}: {message}")

    meta = source.get("config", {}).get("meta", {})
    settings = dict(table.get("config", {}).get("meta", {}).get("feed") or {})
    check(settings, "it has no `config.meta.feed` declaration.")
    unknown = sorted(map(str, settings.keys() - SETTINGS))
    check(not unknown, f"unknown setting {', '.join(unknown)}; the settings are {', '.join(sorted(SETTINGS))}.")
    for name in ("files", "format", "key"):
        check(settings.get(name), f"the setting `{name}` is missing.")
    lists = {}
    for name in ("encodings", "datetime_formats", "date_formats", "null_values", "key", "optional_columns"):
        value = settings.pop(name, None)
        if value is not None:
            check(
                isinstance(value, list) and all(isinstance(item, str) for item in value),
                f"`{name}` must be a list of texts; put values such as NO or 1 in quotes.",
            )
            lists[name] = tuple(value)
    for encoding in lists.get("encodings", ()):
        try:
            codecs.lookup(encoding)
        except LookupError:
            raise FeedError(f"{where}: there is no encoding {encoding}.") from None
    try:
        ZoneInfo(settings.get("source_timezone", "Etc/UTC"))
    except (KeyError, ValueError):
        raise FeedError(f"{where}: there is no time zone {settings['source_timezone']}.") from None

    files = settings["files"]
    check(
        not files.startswith("/") and "\\" not in files and not {"", ".", "..", "**"} & set(files.split("/")),
        f"the pattern {files} must name files below the landing folder, one pattern a level, without `..` or `**`.",
    )
    check(settings["format"] in FORMATS, f"the format must be one of {', '.join(FORMATS)}, not {settings['format']}.")

    columns = table.get("columns") or []
    lists["optional_columns"] = tuple(snake_case(name) for name in lists.get("optional_columns", ()))
    feed = Feed(
        name=table["name"],
        source=source["name"],
        description=" ".join(table.get("description", "").split()),
        owner=meta.get("owner", ""),
        group=meta.get("group", ""),
        required_columns=tuple(column["name"] for column in columns),
        column_descriptions={column["name"]: column.get("description", "") for column in columns},
        **settings,
        **lists,
    )
    check(feed.required_columns, "it declares no columns; its contract would be empty.")
    repeated = sorted({name for name in feed.columns if feed.columns.count(name) > 1})
    check(not repeated, f"the column {', '.join(repeated)} is declared twice.")
    odd = [name for name in feed.columns if name != snake_case(name)]
    check(not odd, f"the column name {', '.join(odd)} is not in snake case.")
    check(set(feed.key) <= {*feed.columns, *LINEAGE}, f"the key {', '.join(feed.key)} is not among its columns.")
    check(
        feed.update_stamp is None or feed.update_stamp in feed.columns,
        f"the update stamp {feed.update_stamp} is not among its columns.",
    )
    aliased = sorted(set(feed.header_aliases.values()) - set(feed.columns))
    check(not aliased, f"`header_aliases` leads to {', '.join(aliased)}, which is not among its columns.")
    return feed
