"""A made-up feed for each named format, and writers that put any rows into its form."""

from __future__ import annotations

import csv
import io
import json

from orchestration.feeds import Feed, RecordType


def _feed(name: str, suffix: str, **settings: object) -> Feed:
    defaults = {
        "name": name,
        "source": "shop",
        "files": f"shop/{name}*.{suffix}",
        "format": name,
        "required_columns": ("id",),
        "optional_columns": ("amount", "note"),
        "key": ("id",),
        "keeps_unknown_columns": True,
    }
    return Feed(**{**defaults, **settings})


MULTI = _feed(
    "multi_record_csv",
    "csv",
    required_columns=("record_type", "id"),
    optional_columns=("number", "status", "note", "order_id", "type", "price"),
    key=(),
    records={
        "headers": RecordType("headers", ("Header",), ("id", "number", "status", "note"), ("id",)),
        "lines": RecordType("lines", ("Line", "Order Line"), ("order_id", "type", "price"), ("order_id", "type")),
    },
)
REPEATED = _feed(
    "repeated_header_csv",
    "csv",
    optional_columns=("labels", "comments", "status", "status_category"),
    types={"labels": "json", "comments": "json"},
    header_aliases={"Issue id": "id", "Comment": "comments", "Status#2": "status_category"},
)
LIST = _feed(
    "pipe_list", "txt", encodings=("utf-8", "cp1252"), header_aliases={"Beleg": "id", "Nettowert": "amount", "Name": "note"}
)
ARMOURED = _feed("armoured_csv", "csv", optional_columns=("graded_at", "note"))
PAGES = _feed(
    "json",
    "json",
    optional_columns=("status", "vendor_id", "vendor_name", "tags", "price_detail_total", "created_at"),
    records_at="list",
    types={"tags": "json"},
)


def written(feed: Feed, rows: list[tuple[str, ...]]) -> str:
    """Rows of three values in the form of the feed, each as that form asks."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if feed.format == "multi_record_csv":
        writer.writerow(("Line", "order-id", "type", "price", ""))
        for row in rows:
            writer.writerow(("Header", *row, "") if len(row[0]) % 2 else ("Line", *row, ""))
    elif feed.format == "repeated_header_csv":
        writer.writerow(("Issue id", "Labels", "Labels", "Other"))
        writer.writerows((*row, row[0]) for row in rows)
    elif feed.format == "armoured_csv":
        text.write("id,graded_at,note\n")
        for row in rows:
            text.write(",".join('="' + value.replace('"', '""') + '"' for value in row[:2]) + ",")
            writer.writerow(row[2:])
    elif feed.format == "pipe_list":
        text.write("Orders   1\n------\n|Beleg|Nettowert|Name|\n|-----|---|---|\n")
        text.writelines(f"|{' | '.join(row)}  |\n" for row in rows)
    else:
        members = [{"id": row[0], "status": row[1], "vendor": {"name": row[2]}} for row in rows]
        text.write(json.dumps({"size": len(rows), "list": members}, indent=1))
    return text.getvalue()


FORMATS = (MULTI, REPEATED, LIST, ARMOURED, PAGES)
