"""What a feed is: the declarations in the dbt sources, read without dbt so that every stage can afford it."""

from __future__ import annotations

import codecs
import contextlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

import yaml

from orchestration.workspace import PROJECT_ROOT

STAGING = PROJECT_ROOT / "dbt_project" / "models" / "staging"
WAREHOUSE_SOURCE = "warehouse"  # what the stages record about themselves; nobody lands files for it
LINEAGE = ("_feed", "_file_sha256", "_file_name", "_file_time", "_delivery", "_row_number", "_loaded_at")
FORMATS = ("csv", "multi_record_csv", "repeated_header_csv", "pipe_list", "armoured_csv", "jsonl", "json")
# What a column means; staging casts and pseudonymises by it (macros/staging.sql), gate 1 draws its checks from it.
PRIVATE_TYPES = ("email", "account", "person_name", "free_text", "tax_id", "bank_account")
TYPES = ("text", "id", "decimal", "double", "integer", "boolean", "timestamp", "date", "json", *PRIVATE_TYPES)
LISTS = ("encodings", "datetime_formats", "date_formats", "null_values", "key", "optional_columns")
DELIVERY_SETTINGS = {
    *("files", "format", "encodings", "source_timezone", "datetime_formats", "date_formats", "decimal_separator"),
    *("null_values", "header_aliases", "records_at"),
}
SETTINGS = DELIVERY_SETTINGS | {
    *("key", "update_stamp", "optional_columns", "unknown_columns", "snapshot", "records", "deliveries"),
}
SOURCE_ATTRIBUTES = "source_attributes"  # raw column, JSON text: what a file holds beyond the declared columns
RECORD_TYPE = "record_type"  # raw column of multi-record feeds: the first field of each record


class FeedError(RuntimeError):
    """A feed declaration is wrong; the message names the file, the feed and the remedy."""


@dataclass(frozen=True)
class RecordType:
    """One kind of record in a multi-record file."""

    name: str
    types: tuple[str, ...]
    """What the first field of such a record says."""
    columns: tuple[str, ...]
    """Raw columns from the second field on, where the file has no header row for them."""
    key: tuple[str, ...]
    update_stamp: str | None = None


@dataclass(frozen=True)
class Feed:
    """One kind of export: which landed files carry it and what they must look like.

    Where the same objects arrive in several forms, each of `deliveries` is the feed as that form has it; readers are
    given the form of the file at hand, by `delivery_of`.
    """

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
    datetime_formats: tuple[str, ...] = ("iso",)
    date_formats: tuple[str, ...] = ("%Y-%m-%d",)
    decimal_separator: str = "."
    null_values: tuple[str, ...] = ()
    update_stamp: str | None = None
    records_at: str | None = None
    """Member of a JSON page whose array holds the records."""
    records: Mapping[str, RecordType] = field(default_factory=dict)
    keeps_unknown_columns: bool = False
    is_snapshot: bool = False
    types: Mapping[str, str] = field(default_factory=dict)
    """Types of the columns that are not plain text."""
    delivery: str = "default"
    deliveries: tuple[Feed, ...] = ()
    description: str = ""
    owner: str = ""
    group: str = ""
    column_descriptions: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """The declared columns."""
        return self.required_columns + self.optional_columns

    @property
    def raw_columns(self) -> tuple[str, ...]:
        """The columns of raw before its lineage."""
        return self.columns + ((SOURCE_ATTRIBUTES,) if self.keeps_unknown_columns else ())

    @property
    def forms(self) -> tuple[Feed, ...]:
        """The deliveries, or the feed itself where it has one form."""
        return self.deliveries or (self,)

    def delivery_of(self, name: str) -> Feed:
        """The feed in the form that a landed file has: the first delivery that claims its name."""
        return next((form for form in self.forms if _matches(name.split("/"), form.files.split("/"))), self.forms[0])

    def claims(self, name: str) -> bool:
        """Whether a landed file, named by its path below the landing folder, belongs to this feed."""
        return any(_matches(name.split("/"), form.files.split("/")) for form in self.forms)

    def reaches(self, folder: str) -> bool:
        """Whether files of this feed can lie below a folder of the landing folder."""
        parts = folder.split("/")
        return any(
            len(parts) < form.files.count("/") + 1 and _matches(parts, form.files.split("/")[: len(parts)]) for form in self.forms
        )

    def column_name(self, header: str, position: int, occurrence: int = 1) -> str:
        """The column that a header text stands for; `position` counts from 1, `occurrence` equal texts before it."""
        header = header.strip()
        aliases = self.header_aliases
        return aliases.get(f"{header}#{occurrence}") or aliases.get(header) or snake_case(header) or f"unnamed_{position}"


def _matches(parts: list[str], patterns: list[str]) -> bool:
    return len(parts) == len(patterns) and all(map(fnmatchcase, parts, patterns))


_STAMPS = (
    r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)[_T-]?(\d\d)(\d\d)(\d\d)(?!\d)",
    r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)[T_ ](\d\d)[:-](\d\d)[:-](\d\d)(?!\d)",
    r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)",
    r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)",
)


def stamp_in_name(name: str) -> datetime | None:
    """The first date, with its time if it has one, in the name of a landed file (not of its folders)."""
    last = name.rsplit("/", 1)[-1]
    found = []
    for rank, pattern in enumerate(_STAMPS):
        for match in re.finditer(pattern, last):
            with contextlib.suppress(ValueError):
                found.append((match.start(), rank, datetime(*map(int, match.groups()))))
    return min(found)[2] if found else None


def snake_case(text: str) -> str:
    """Lower case, every run of other characters than letters a-z and digits one underscore."""
    return re.sub("[^0-9a-z]+", "_", text.lower()).strip("_")


@cache
def load_feeds(folder: Path = STAGING) -> Mapping[str, Feed]:
    """All declared feeds by name, in the order of their names; read once a process, which takes half a second."""
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
    return MappingProxyType(dict(sorted(feeds.items())))


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
    deliveries = settings.pop("deliveries", [])
    check(isinstance(deliveries, list), "`deliveries` must be a list, each with a `name`.")
    settings = _form(settings, SETTINGS, check)
    check("key" in settings or "records" in settings, "the setting `key` is missing.")
    unknown_columns = settings.pop("unknown_columns", None)
    check(unknown_columns in (None, "keep"), f"`unknown_columns` is `keep` or left out, not {unknown_columns}.")
    is_snapshot = settings.pop("snapshot", False)
    check(isinstance(is_snapshot, bool), "`snapshot` is true or false.")

    columns = table.get("columns") or []
    is_optional = {c["name"]: c.get("config", {}).get("meta", {}).get("optional", False) for c in columns}
    types = {c["name"]: c["data_type"] for c in columns if c.get("data_type", "text") != "text"}
    odd = sorted({str(kind) for kind in types.values()} - set(TYPES))
    check(not odd, f"unknown data_type {', '.join(odd)}; the types are {', '.join(TYPES)}.")
    check(columns, "it declares no columns; its contract would be empty.")
    required = [name for name, optional in is_optional.items() if not optional]
    optional = [name for name, optional in is_optional.items() if optional]
    check(
        len(required) + len(optional) == len(columns), f"the column {_repeated([c['name'] for c in columns])} is declared twice."
    )
    optional += [snake_case(name) for name in settings.pop("optional_columns", ())]

    records = _records(settings.pop("records", None), check)
    if records:
        declared = {RECORD_TYPE, *required, *optional}
        required = [RECORD_TYPE, *(name for name in required if name != RECORD_TYPE)]
        in_records = dict.fromkeys(name for record in records.values() for name in record.columns)
        optional += [name for name in in_records if name not in declared]
        stray = sorted(declared - {RECORD_TYPE, *in_records, *settings.get("header_aliases", {}).values()})
        check(not stray, f"the column {', '.join(stray)} is in none of the `records`.")

    feed = Feed(
        name=table["name"],
        source=source["name"],
        description=" ".join(table.get("description", "").split()),
        owner=meta.get("owner", ""),
        group=meta.get("group", ""),
        required_columns=tuple(required),
        optional_columns=tuple(optional),
        column_descriptions={column["name"]: column.get("description", "") for column in columns},
        types=types,
        records=records,
        keeps_unknown_columns=unknown_columns == "keep",
        is_snapshot=is_snapshot,
        **{"files": "", "format": "", "key": (), **settings},
    )
    names = [delivery.get("name") for delivery in deliveries]
    check(all(names) and len(set(names)) == len(names), "each of `deliveries` needs a `name` of its own.")
    feed = replace(
        feed,
        deliveries=tuple(
            replace(feed, delivery=str(form.pop("name")), **_form(form, DELIVERY_SETTINGS, check))
            for form in map(dict, deliveries)
        ),
    )

    repeated = _repeated(feed.columns)
    check(not repeated, f"the column {repeated} is declared twice.")
    odd = [name for name in feed.columns if name != snake_case(name) or name == SOURCE_ATTRIBUTES]
    check(not odd, f"the column name {', '.join(odd)} is not in snake case, or taken.")
    for keyed in (feed, *feed.records.values()):
        own = {*(keyed.columns), *LINEAGE}
        check(set(keyed.key) <= own, f"the key {', '.join(keyed.key)} is not among its columns.")
        stamp = keyed.update_stamp
        check(stamp is None or stamp in own, f"the update stamp {stamp} is not among its columns.")
    for form in feed.forms:
        aliased = sorted(set(form.header_aliases.values()) - set(feed.columns))
        check(not aliased, f"`header_aliases` leads to {', '.join(aliased)}, which is not among its columns.")
        for name in ("files", "format"):
            check(getattr(form, name), f"the setting `{name}` is missing.")
        check(
            (form.format == "multi_record_csv") == bool(records),
            "`records` and the format multi_record_csv belong together.",
        )
        check(form.records_at is None or form.format == "json", "`records_at` belongs to the format json.")
    return feed


def _form(settings: Mapping, known: set[str], check: Callable[[object, str], None]) -> dict:
    """Settings of a feed or of one of its deliveries, checked one by one."""
    settings = dict(settings)
    unknown = sorted(map(str, settings.keys() - known))
    check(not unknown, f"unknown setting {', '.join(unknown)}; the settings are {', '.join(sorted(known))}.")
    for name in LISTS:
        value = settings.pop(name, None)
        if value is not None:
            check(
                isinstance(value, list) and all(isinstance(item, str) for item in value),
                f"`{name}` must be a list of texts; put values such as NO or 1 in quotes.",
            )
            settings[name] = tuple(value)
    for encoding in settings.get("encodings", ()):
        try:
            codecs.lookup(encoding)
        except LookupError:
            check(False, f"there is no encoding {encoding}.")
    try:
        ZoneInfo(settings.get("source_timezone", "Etc/UTC"))
    except (KeyError, ValueError):
        check(False, f"there is no time zone {settings['source_timezone']}.")
    if files := settings.get("files"):
        check(
            not files.startswith("/") and "\\" not in files and not {"", ".", "..", "**"} & set(files.split("/")),
            f"the pattern {files} must name files below the landing folder, one pattern a level, without `..` or `**`.",
        )
    if name := settings.get("format"):
        check(name in FORMATS, f"the format must be one of {', '.join(FORMATS)}, not {name}.")
    check(settings.get("decimal_separator", ".") in (".", ","), "`decimal_separator` is a point or a comma, in quotes.")
    return settings


def _records(declared: object, check: Callable[[object, str], None]) -> dict[str, RecordType]:
    if declared is None:
        return {}
    check(isinstance(declared, dict) and declared, "`records` must map names of record types to their settings.")
    records = {}
    for name, settings in declared.items():
        wrong = not isinstance(settings, dict) or settings.keys() - {"types", "columns", "key", "update_stamp"}
        wrong = wrong or not all(
            isinstance(settings.get(part), list) and settings[part] and all(isinstance(item, str) for item in settings[part])
            for part in ("types", "columns", "key")
        )
        check(
            not wrong, f"the record type {name} needs `types`, `columns` and `key` (lists of texts), and may have `update_stamp`."
        )
        columns = tuple(settings["columns"])
        columns = columns[1:] if columns[0] == RECORD_TYPE else columns
        check(not _repeated(columns), f"the column {_repeated(columns)} is twice in the record type {name}.")
        records[name] = RecordType(name, tuple(settings["types"]), columns, tuple(settings["key"]), settings.get("update_stamp"))
    repeated = _repeated([literal for record in records.values() for literal in record.types])
    check(not repeated, f"the first field {repeated} belongs to two record types.")
    return records


def _repeated(names: Iterable[str]) -> str:
    names = list(names)
    return ", ".join(sorted({name for name in names if names.count(name) > 1}))
