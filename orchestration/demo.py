"""Demo exports: a landing folder with the files that the source systems would have exported, at any size.

    python -m orchestration.demo --out landing --events 10000000

Everything in the files is invented; their form is that of the real exports: headers, quoting, byte order mark, line
ends, number and date formats, and the quirks that break naive loaders (`?` for empty, US dates without century,
thousands separators, amounts without decimals in yen, keys spoiled by a spreadsheet, repeated events, case attributes
repeated on every event, missing labels). The world: a company that works Monday to Friday from eight to six, with

- incidents (ServiceNow): arrivals with a weekly and daily shape, one outage day, four priorities, teams, waiting
  states, reassignments, changed priorities, reopened incidents, closure after five days, open ones at the end;
- purchase-order items (SAP change and posting history): three document types, receipts in parts, service entry sheets,
  items with and without GR-based invoice verification, touched by people or by batch users only, cleared or not yet;
- purchase orders, material and accounting documents (SAP tables): three companies in USD, EUR and JPY; late, partial,
  excess, reversed and missing receipts; deleted and blocked lines; goods movements without an order;
- policy reviews with gold labels, timed judgements, moderation labels with gaps, and takedown notices.

`events` is the number of rows over all files, met to about one percent. The same (events, seed, start, days) give the
same bytes: each attribute of each record is a hash of (seed, feed, attribute, record number), arithmetic is on integers
only, and a single thread writes. A record does not depend on the chunk in which it is made, so the two logs are
streamed in chunks of bounded memory; the small tables are held as a whole. Compressed files also depend on the
installed zlib, their content does not.

`seeds/examples` is what the defaults give: 6000 events, 17 weeks from 5 January 2026.
The window starts on a Monday; nothing is dated after its end, so orders and incidents of the last weeks are unfinished.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import itertools
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pyarrow as pa

Ints = np.ndarray  # int64: record numbers, codes, minutes since the start of the window
Columns = dict[str, "np.ndarray | pa.Array"]

PLAIN_ABOVE_EVENTS = 1_000_000  # above it the two logs are not compressed: gzip would take longer than everything else
CHUNK = 25_000  # cases made at a time

# Parameters of the world, per 10 000, that the tests hold the exports to.
REOPENED = 300
GR_BASED = 8_000
LINE_DELETED = 300
MODERATION_GAPS = {"S": 3500, "H": 4500, "V": 800, "HR": 900, "SH": 900, "S3": 3500, "H2": 4700, "V2": 900}

DAY = 24 * 60  # minutes
SHIFT_STARTS, SHIFT = 8 * 60, 10 * 60  # working hours: 08:00 to 18:00, Monday to Friday


class Draws:
    """Repeatable random draws: every value is a hash of (seed, feed, name of the draw, record number)."""

    def __init__(self, seed: int, feed: str):
        self.name = f"{seed}/{feed}"

    def bits(self, what: str, key: Ints) -> np.ndarray:
        """64 random bits per key (the finaliser of splitmix64, twice)."""
        salt = np.uint64(int.from_bytes(hashlib.sha256(f"{self.name}/{what}".encode()).digest()[:8], "big"))
        bits = key.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        for _ in range(2):
            bits = bits + salt
            bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            bits = bits ^ (bits >> np.uint64(31))
        return bits

    def below(self, what: str, key: Ints, limit: int | Ints) -> Ints:
        """Whole numbers from 0 to limit - 1, all equally likely."""
        high = self.bits(what, key) >> np.uint64(32)
        return ((high * np.asarray(limit).astype(np.uint64)) >> np.uint64(32)).astype(np.int64)

    def skewed(self, what: str, key: Ints, limit: int) -> Ints:
        """Whole numbers from 0 to limit - 1, small ones far more often (a few suppliers get most orders)."""
        return (self.below(what, key, 1 << 20) ** 2 >> 20) * limit >> 20

    def chance(self, what: str, key: Ints, per_10_000: int | Ints) -> np.ndarray:
        return self.below(what, key, 10_000) < per_10_000

    def pick(self, what: str, key: Ints, weights: Sequence[int]) -> Ints:
        """Index of an entry, as often as its weight says."""
        return np.searchsorted(np.cumsum(weights), self.below(what, key, sum(weights)), side="right")

    def spread(self, what: str, key: Ints, points: Sequence, row: int | Ints = 0) -> Ints:
        """Values of a distribution given by equally spaced quantiles; of several rows of quantiles, `row` picks one."""
        table = np.atleast_2d(np.asarray(points, dtype=np.int64))
        position = (self.bits(what, key) >> np.uint64(32)).astype(np.int64) * (table.shape[1] - 1)
        index, fraction = position >> 32, (position & 0xFFFFFFFF) >> 16
        low, high = table[row, index], table[row, index + 1]
        return low + ((high - low) * fraction >> 16)


class Arrivals:
    """When cases arrive: hours of the window weighted by hour of day, weekday, week, day, and a surge."""

    def __init__(self, draws: Draws, days: int, weekday: Sequence[int], hour: Sequence[int], surge: int = 0):
        day = np.arange(days)
        per_day = np.asarray(weekday)[day % 7] * (70 + draws.below("busy day", day, 61))
        per_day = per_day * (80 + draws.below("busy week", day // 7, 51)) // 1000
        weights = per_day[:, None] * np.asarray(hour)
        self.surge_day = (days * 6 // 10) // 7 * 7 + 1  # a Tuesday
        if surge and self.surge_day < days:
            weights[self.surge_day, 9:14] *= surge
        self.weights = weights.ravel()
        self.cumulative = np.cumsum(self.weights)
        self.draws = draws

    def minutes(self, index: Ints, total: int) -> Ints:
        """Minute in which case `index` of `total` arrives; later cases never arrive before earlier ones."""
        jittered = index * 256 + self.draws.below("arrival", index, 256)
        position = jittered * self.cumulative[-1] // (total * 256)
        hour = np.searchsorted(self.cumulative, position, side="right")
        into_hour = position - (self.cumulative[hour] - self.weights[hour])
        return hour * 60 + into_hour * 60 // self.weights[hour]


OFFICE_WEEK = [100, 110, 105, 100, 80, 0, 0]
OFFICE_HOURS = [0] * 8 + [60, 100, 110, 95, 50, 80, 100, 90, 60, 20] + [0] * 6
SUPPORT_WEEK = [120, 104, 100, 97, 85, 14, 12]
SUPPORT_HOURS = [3, 2, 2, 2, 3, 5, 12, 40, 85, 110, 105, 90, 55, 70, 90, 80, 65, 40, 20, 12, 9, 7, 5, 4]


def to_work(minutes: Ints) -> Ints:
    """Working minutes from the start of the window to a point in time."""
    day, weekday = minutes // DAY, minutes // DAY % 7
    today = np.where(weekday < 5, np.clip(minutes % DAY - SHIFT_STARTS, 0, SHIFT), 0)
    return (day // 7 * 5 + np.minimum(weekday, 5)) * SHIFT + today


def from_work(working: Ints) -> Ints:
    """Point in time after so many working minutes."""
    day = working // SHIFT
    return (day // 5 * 7 + day % 5) * DAY + SHIFT_STARTS + working % SHIFT


def later(minutes: Ints, working: Ints) -> Ints:
    """Point in time that lies so many working minutes after another."""
    return from_work(to_work(minutes) + working)


@dataclass(frozen=True)
class Window:
    """The days that the exports cover."""

    start: date
    days: int

    @property
    def end(self) -> int:
        return self.days * DAY

    def stamps(self, minutes: Ints, missing: np.ndarray | None = None, seconds: Ints | int = 0) -> np.ndarray:
        """Timestamps (microseconds) of minutes since the start; null where missing."""
        stamps = np.datetime64(self.start, "s") + (minutes * 60 + seconds).astype("timedelta64[s]")
        if missing is not None:
            stamps = np.where(missing, np.datetime64("NaT"), stamps)
        return stamps.astype("datetime64[us]")


@dataclass(frozen=True)
class Form:
    """How a file looks, its content aside."""

    header: str
    newline: str = "\n"
    byte_order_mark: bool = False
    final_newline: bool = True


def named(codes: Ints, names: Sequence[str]) -> pa.Array:
    """Texts given by their position in a list."""
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(names, pa.string()))


def within(counts: Ints) -> tuple[Ints, Ints]:
    """For cases with so many rows each: the case of every row, and the row's position in its case."""
    case = np.repeat(np.arange(len(counts)), counts)
    return case, np.arange(len(case)) - np.repeat(np.cumsum(counts) - counts, counts)


def running(values: np.ndarray, position: Ints) -> Ints:
    """Running total within each case; rows of a case are together and `position` counts them from 0."""
    total = np.cumsum(values)
    first = np.maximum.accumulate(np.where(position == 0, np.arange(len(values)), 0))
    return total - (total - values)[first]


def keep(columns: Columns, rows: np.ndarray) -> Columns:
    """The chosen rows of every column."""
    return {
        name: column.filter(pa.array(rows)) if isinstance(column, pa.Array) else column[rows] for name, column in columns.items()
    }


def reader(chunks: Iterator[Columns]) -> pa.RecordBatchReader:
    """Chunks as a stream that DuckDB reads in order, one chunk in memory at a time."""
    batches = (pa.record_batch(chunk) for chunk in chunks)
    first = next(batches)
    return pa.RecordBatchReader.from_batches(first.schema, itertools.chain([first], batches))


def cases_for(rows: int, make: Callable[[Ints, int], int]) -> int:
    """How many cases give so many rows; `make(index, total)` counts the rows of the cases `index`, a sample of all."""
    total = max(1, rows // 5)
    for _ in range(4):
        size = min(total, 40_000)
        made = make(np.arange(size) * total // size, total)
        total = max(1, round(rows * size / max(1, made)))
    return total


def chunks(total: int, make: Callable[[Ints, int], Columns]) -> Iterator[Columns]:
    for first in range(0, total, CHUNK):
        yield make(np.arange(first, min(first + CHUNK, total)), total)


class Exporter:
    """Writes query results as export files of one part, in one thread and so in the order of the query.

    `suffix` is that of the two logs: ".gz", or nothing where they stay uncompressed.
    """

    def __init__(self, out: Path, seed: int, window: Window, suffix: str):
        self.out, self.seed, self.window, self.suffix = out, seed, window, suffix
        self.rows: dict[str, int] = {}

    def __enter__(self) -> Exporter:
        self.connection = duckdb.connect(config={"threads": 1, "memory_limit": "600MB", "temp_directory": ""})
        return self

    def __exit__(self, *error: object) -> None:
        self.connection.close()

    def table(self, name: str, columns: Columns) -> None:
        """Keeps columns as a table for later queries."""
        self.connection.register("columns", pa.table(columns))
        self.connection.execute(f"create table {name} as from columns")
        self.connection.unregister("columns")

    def stream(self, name: str, chunks: Iterator[Columns]) -> None:
        """Makes chunks readable under a name, once."""
        self.connection.register(name, reader(chunks))

    def write(self, file: str, form: Form | None, query: str) -> None:
        """Writes the result of a query, compressed when the name ends in .gz; without a form, one text a line."""
        path = self.out / file
        path.parent.mkdir(parents=True, exist_ok=True)
        plain = path.with_suffix("") if path.suffix == ".gz" else path
        options = "header false"
        if form:
            prefix = ("\ufeff" if form.byte_order_mark else "") + form.header + form.newline
            literal = prefix.replace("'", "''")
            options += f", prefix '{literal}', suffix '{form.newline}', new_line '{form.newline}'"
        else:
            options += ", quote '', escape '', delimiter E'\\x01'"
        target = str(plain).replace("'", "''")
        (self.rows[file],) = self.connection.execute(f"copy ({query}) to '{target}' (format csv, {options})").fetchone()
        if form and not form.final_newline:
            os.truncate(plain, plain.stat().st_size - len(form.newline))
        if plain != path:
            # No name and no time in the header: the same content gives the same file.
            with plain.open("rb") as source, path.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as target:
                shutil.copyfileobj(source, target, 1 << 20)
            plain.unlink()


# --- ServiceNow -------------------------------------------------------------------------------------------------------

INCIDENTS = Form(
    "number,incident_state,active,reassignment_count,reopen_count,sys_mod_count,made_sla,caller_id,opened_by,opened_at,"
    "sys_created_by,sys_created_at,sys_updated_by,sys_updated_at,contact_type,location,category,subcategory,u_symptom,"
    "cmdb_ci,impact,urgency,priority,assignment_group,assigned_to,knowledge,u_priority_confirmation,notify,problem_id,rfc,"
    "vendor,caused_by,closed_code,resolved_by,resolved_at,closed_at"
)
STATES = [
    *("New", "Active", "Awaiting User Info", "Awaiting Vendor", "Awaiting Problem", "Awaiting Evidence"),
    *("-100", "Resolved", "Closed"),  # -100 is a state code for which the instance has no label
]
NEW, ACTIVE, RESOLVED, CLOSED = 0, 1, 7, 8
LEVELS = ["1 - High", "2 - Medium", "3 - Low"]
PRIORITIES = ["1 - Critical", "2 - High", "3 - Moderate", "4 - Low"]
# Working minutes to the first resolution by priority, as quantiles; critical ones are worked on around the clock.
RESOLUTION = [
    [10, 40, 75, 110, 150, 200, 260, 360, 600, 1500],
    [15, 50, 100, 160, 230, 310, 410, 560, 1000, 3000],
    [5, 30, 80, 180, 330, 560, 900, 1400, 2600, 9000],
    [5, 60, 180, 400, 800, 1300, 1900, 2700, 4500, 14000],
]
SLA_WORKING_MINUTES = np.array([240, 480, 1800, 3000])  # from opening to resolution, by priority


def incident_events(draws: Draws, arrivals: Arrivals, window: Window, index: Ints, total: int) -> Columns:
    """Stored updates of the incidents `index`, ordered by incident and time."""
    # One entry per incident.
    opened = arrivals.minutes(index, total)
    outage = (opened // DAY == arrivals.surge_day) & draws.chance("outage", index, 6000)
    priority = np.where(
        outage, draws.pick("priority in outage", index, [20, 45, 35]), draws.pick("priority", index, [15, 70, 790, 125])
    )
    created = opened + draws.spread("created", index, [0, 1, 3, 6, 12, 30])
    touches = draws.spread("touches", index, [0, 0, 1, 1, 2, 3, 4, 6, 13])
    stuck = draws.chance("stuck", index, 120) * 60 * SHIFT  # nobody works on them for twelve weeks
    effort = draws.spread("effort", index, RESOLUTION, priority) + stuck
    around_the_clock = priority == 0
    resolved = np.where(around_the_clock, created + effort, np.maximum(created, later(created, effort)))
    reopened = draws.chance("reopened", index, REOPENED)
    reopened_at = resolved + draws.spread("reopened after", index, [60, 400, 1500, 3000, 6000])
    resolved_again = later(reopened_at, draws.spread("second effort", index, [30, 200, 600, 1500, 6000]))
    resolved_last = np.where(reopened, np.maximum(resolved_again, reopened_at + 5), resolved)
    closed = resolved_last + 5 * DAY + draws.below("closed", index, 20)

    # One row per event: creation, touches, resolution, (reopening, second resolution), closure.
    case, position = within(touches + 3 + 2 * reopened)
    number, key, touched = index[case], index[case] * 64 + position, touches[case]
    after = position - touched  # 0 or less: before the resolution
    is_reopened = reopened[case]
    share = position * 1024 + draws.below("moment", key, 1024)
    worked = effort[case] * share // ((touched + 1) * 1024)
    touched_at = np.where(around_the_clock[case], created[case] + worked, np.maximum(created[case], later(created[case], worked)))
    updated = np.select(
        [position == 0, after <= 0, after == 1, is_reopened & (after == 2), is_reopened & (after == 3)],
        [created[case], touched_at, resolved[case], reopened_at[case], resolved_last[case]],
        closed[case],
    )
    last = after == np.where(is_reopened, 4, 2)
    reopenings = (is_reopened & (after >= 2)).astype(np.int64)

    first_worked = draws.below("first worked", number, touched + 1)  # touches until an agent takes it
    state = draws.pick("state", key, [0, 7700, 2050, 110, 90, 30, 20])
    state = np.where((position <= first_worked) & (touched > 0), NEW, state)
    state = np.where((position == 0) & draws.chance("starts active", number, 3500), ACTIVE, state)
    state = np.where((after == 1) | (after == 3), RESOLVED, np.where(after == 2, ACTIVE, state))
    state = np.where(last, CLOSED, state)

    open_work = (position > 0) & (after <= 0)
    reassignments = running(open_work & draws.chance("reassigned", key, 2600), position)
    modifications = position + running((position > 0) & draws.chance("unlogged update", key, 400), position)
    raised = running(open_work & draws.chance("raised", key, 60), position) > 0
    level = np.where(raised & (priority[case] >= 2), 1, priority[case])
    either = draws.below("impact or urgency", number, 2)
    impact = np.select([level == 0, level == 1, level == 2], [0, either, 1], np.minimum(1 + either, 2))
    urgency = np.select([level == 0, level == 1, level == 2], [0, 1 - either, 1], 2)
    elapsed = to_work(np.minimum(updated, resolved_last[case])) - to_work(opened[case])

    team = number * 64 + reassignments
    group = np.where((reassignments == 0) & draws.chance("first line", number, 5500), 1, 2 + draws.skewed("group", team, 17))
    unassigned = (state == NEW) & draws.chance("unassigned", number, 6000)
    resolver = group * 6 - 5 + draws.skewed("resolver", team, 6)  # six people a group
    category = np.where(outage, 26, 1 + draws.skewed("category", index, 24))[case]
    over = closed[case] < window.end
    # Some closed incidents were never stamped as resolved.
    resolution_known = (resolved_last[case] < window.end) & ~(over & draws.chance("no resolution", number, 200))
    resolved_by = resolver[after == 1]

    def rare(what: str, per_10_000: int, limit: int) -> Ints:
        """1 to limit for a few incidents, 0 for all others."""
        return np.where(draws.chance(what, index, per_10_000), 1 + draws.below(what + " id", index, limit), 0)[case]

    agent = 121 + draws.skewed("opened by", index, 24)[case]  # service desk; numbers above those of the resolvers
    columns: Columns = {
        "number": number + 1,
        "state": named(state, STATES),
        "active": ~last,
        "reassignment_count": reassignments,
        "reopen_count": reopenings,
        "sys_mod_count": modifications,
        "made_sla": elapsed <= SLA_WORKING_MINUTES[level],
        "caller": 1 + draws.skewed("caller", number, max(50, total // 5)),
        "opened_by": np.where(draws.chance("opened by unknown", number, 400), 0, agent),
        "created_by": np.where(draws.chance("created by unknown", number, 3000), 0, agent),
        "updated_by": np.where(last, 900, np.where(unassigned, agent, resolver)),
        "opened_at": window.stamps(opened[case]),
        "created_at": window.stamps(created[case]),
        "updated_at": window.stamps(updated),
        "contact_type": named(draws.pick("contact", number, [58, 22, 20]), ["Phone", "Email", "Self service"]),
        "location": 1 + draws.skewed("location", number, 60),
        "category": category,
        "subcategory": category * 5 + draws.skewed("subcategory", number, 5),
        "symptom": np.where(draws.chance("no symptom", number, 2400), 0, 1 + draws.skewed("symptom", number, 200)),
        "cmdb_ci": rare("cmdb_ci", 300, 40),
        "impact": named(impact, LEVELS),
        "urgency": named(urgency, LEVELS),
        "priority": named(level, PRIORITIES),
        "assignment_group": np.where(draws.chance("no group", number, 500) & unassigned, 0, group),
        "assigned_to": np.where(unassigned, 0, resolver),
        "knowledge": draws.chance("knowledge", number, 2100),
        "confirmed": (level <= 1) | draws.chance("confirmed", number, 2500),
        "notify": draws.chance("notify", number, 60),
        "problem": np.where(outage[case], 1, rare("problem", 150, 60)),
        "change": rare("change", 70, 400),
        "vendor": rare("vendor", 20, 4),
        "caused_by": rare("caused by", 10, 400),
        "closed_code": np.where(over, 1 + draws.skewed("closed code", number, 11), 0),
        "resolved_by": np.where(resolution_known, resolved_by[case], 0),
        "resolved_at": window.stamps(resolved_last[case], ~resolution_known),
        "closed_at": window.stamps(closed[case], ~over),
    }
    seen = updated < window.end
    return keep(columns, seen)


def export_incidents(exporter: Exporter, rows: int) -> None:
    draws = Draws(exporter.seed, "servicenow")
    arrivals = Arrivals(draws, exporter.window.days, SUPPORT_WEEK, SUPPORT_HOURS, surge=4)

    def make(index: Ints, total: int) -> Columns:
        return incident_events(draws, arrivals, exporter.window, index, total)

    total = cases_for(rows, lambda index, total: len(make(index, total)["number"]))
    exporter.stream("incidents", chunks(total, make))

    def one(column: str, text: str = "") -> str:
        return f"case when {column} = 0 then '?' else '{text}' || {column} end"

    def stamp(column: str) -> str:
        return f"coalesce(strftime({column}, '%-d/%-m/%Y %H:%M'), '?')"

    exporter.write(
        f"servicenow/incident_event_log.csv{exporter.suffix}",
        INCIDENTS,
        f"""
        select 'INC' || lpad(number::varchar, 7, '0'), state, active, reassignment_count, reopen_count, sys_mod_count,
            made_sla, 'Caller ' || caller, {one("opened_by", "Opened by  ")}, {stamp("opened_at")},
            {one("created_by", "Created by ")}, case when created_by = 0 then '?' else {stamp("created_at")} end,
            'Updated by ' || updated_by, {stamp("updated_at")}, contact_type, 'Location ' || location,
            'Category ' || category, 'Subcategory ' || subcategory, {one("symptom", "Symptom ")},
            {one("cmdb_ci", "cmdb_ci ")}, impact, urgency, priority, {one("assignment_group", "Group ")},
            {one("assigned_to", "Resolver ")}, knowledge, confirmed,
            case when notify then 'Send Email' else 'Do Not Notify' end, {one("problem", "Problem ID  ")},
            case when change = 0 then '?' else 'CHG' || lpad(change::varchar, 7, '0') end,
            case vendor when 0 then '?' when 4 then 'code 8s' else 'Vendor ' || vendor end,
            case when caused_by = 0 then '?' else 'CHG' || lpad(caused_by::varchar, 7, '0') end,
            {one("closed_code", "code ")}, {one("resolved_by", "Resolved by ")}, {stamp("resolved_at")},
            {stamp("closed_at")}
        from incidents
        """,
    )


# --- SAP: change and posting history of purchase-order items ----------------------------------------------------------

PO_ITEM_EVENTS = Form(
    "case:concept:name,case:(case) Company,case:(case) Document Type,case:(case) GR-Based Inv. Verif.,"
    "case:(case) Goods Receipt,case:(case) Item,case:(case) Item Category,case:(case) Item Type,case:(case) Name,"
    "case:(case) Purch. Doc. Category name,case:(case) Purchasing Document,case:(case) Source,"
    "case:(case) Spend area text,case:(case) Spend classification text,case:(case) Sub spend area text,"
    "case:(case) Vendor,event_no,time:timestamp,Cumulative net worth (EUR),User,concept:name"
)
# spend area, classification, sub spend area, item type
SPEND = [
    ("IT Hardware & Software", "NPR", "Notebooks & Peripherals", "Standard"),
    ("IT Hardware & Software", "NPR", "Software Licences", "Service"),
    ("IT Hardware & Software", "NPR", "Data Centre Services", "Service"),
    ("Logistics", "NPR", "Road Freight", "Service"),
    ("Logistics", "NPR", "Sea Freight", "Service"),
    ("Logistics", "NPR", "Warehousing", "Service"),
    ("Packaging", "PR", "Corrugated Boxes", "Standard"),
    ("Packaging", "PR", "Labels & Films", "Standard"),
    ("Raw Materials", "PR", "Resins", "Standard"),
    ("Raw Materials", "PR", "Metal Parts", "Subcontracting"),
    ("Facilities", "NPR", "Cleaning & Waste", "Service"),
    ("Facilities", "NPR", "Utilities", "Service"),
    ("Maintenance & Repair", "NPR", "Spare Parts", "Standard"),
    ("Maintenance & Repair", "NPR", "Technical Services", "Service"),
    ("Marketing", "NPR", "Trade Fairs, Events", "Service"),
    ("Professional Services", "NPR", "Consulting", "Service"),
    ("Workforce Services", "NPR", "Contingent Labour", "Service"),
    ("Trading Goods", "PR", "Products for Resale", "Third-party"),
    (None, None, None, "Standard"),  # items without a spend classification
]
STANDARD, FRAMEWORK, SHOPPING_CART = 0, 1, 2
DOCUMENT_TYPES = ["Standard PO", "Framework order", "EC Purchase order"]
SRM_CHAIN = [
    *("SRM: Created", "SRM: Complete", "SRM: Awaiting Approval", "SRM: Document Completed"),
    *("SRM: In Transfer to Execution Syst.", "SRM: Ordered", "SRM: Change was Transmitted"),
]
RARE_ACTIVITIES = {  # activity: weight; changes that few items see
    "Change Delivery Indicator": 50,
    "Change Storage Location": 12,
    "Change Final Invoice Indicator": 8,
    "Change Rejection Indicator": 5,
    "Change payment term": 5,
    "Release Purchase Order": 5,
}
RARE_SRM = {
    "SRM: Deleted": 10,
    "SRM: Transfer Failed (E.Sys.)": 10,
    "SRM: Transaction Completed": 4,
    "SRM: Held": 3,
    "SRM: Incomplete": 3,
}
NOBODY, BATCH = 0, -1  # users: 0 not recorded, from 1 people, below 0 batch users
MAX_ITEMS = 4  # per order
WEEKS_TO_RECEIPT = [60, 600, 1500, 2600, 3800, 5400, 8000, 12_000, 21_000]  # working minutes, quantiles


def po_item_events(draws: Draws, arrivals: Arrivals, window: Window, index: Ints, total: int) -> Columns:
    """Events of the items of the purchase orders `index`, ordered by order, item and time.

    Shopping-cart orders have a number range of their own, lower than the others, so they come first.
    """
    carts = total * 5 // 100
    is_cart = index < carts
    ordered = np.where(
        is_cart,
        arrivals.minutes(np.minimum(index, max(carts - 1, 0)), max(carts, 1)),
        arrivals.minutes(np.maximum(index - carts, 0), total - carts),
    )
    document_type = np.where(is_cart, SHOPPING_CART, draws.pick("document type", index, [88, 12]))
    suppliers = max(40, min(4000, total // 12))
    supplier = draws.skewed("supplier", index, suppliers)
    gr_based_order = draws.chance("gr based", index, GR_BASED)
    items = 1 + draws.pick("items", index, [64, 20, 10, 6])

    # One entry per item; times in minutes.
    order, item_position = within(items)
    key = index[order] * MAX_ITEMS + item_position
    cart, gr_based = is_cart[order], gr_based_order[order]
    spend = draws.skewed("spend", supplier * 2 + draws.chance("second area", index, 1500), len(SPEND))[order]
    service = np.array([row[3] == "Service" for row in SPEND])[spend]
    created = ordered[order]
    end = np.full(len(key), window.end)
    worth = draws.spread("worth", key, [20, 90, 240, 520, 1100, 2400, 5200, 12_000, 31_000, 140_000])

    def after(what: str, since: Ints, working: Sequence[int]) -> Ints:
        return later(since, draws.spread(what, key, working))

    def person(what: str, first: int, people: int) -> Ints:
        return first + draws.skewed(what, key, people)

    def either(what: str, batch_per_10_000: int, batch: int, first: int, people: int) -> Ints:
        """A batch user or a person."""
        automatic = draws.chance(what + " automatic", key, batch_per_10_000)
        return np.where(automatic, BATCH - batch, person(what, first, people))

    names: list[str] = []
    steps: list[tuple[np.ndarray, Ints, Ints, Ints]] = []  # present, time, user, times repeated

    def step(activity: str, present: np.ndarray, time: Ints, user: Ints | int, repeats: Ints | int = 1) -> None:
        names.append(activity)
        steps.append((present, time, np.broadcast_to(user, time.shape), np.broadcast_to(repeats, time.shape)))

    buyer = person("buyer", 1, 30)
    receiver = either("receiver", 6500, 6, 100, 60)
    accountant = either("accountant", 6000, 7, 200, 12)
    treasurer = person("treasurer", 2, 3)
    vendor_midnight = 23 * 60  # suppliers' documents carry a date only: midnight local time

    deleted = draws.chance("deleted", key, LINE_DELETED)
    deleted_at = after("deleted after", created, [5, 300, 1800, 5000, 12_000])
    reactivated = deleted & draws.chance("reactivated", key, 600)
    reactivated_at = after("reactivated after", deleted_at, [30, 600, 2400])
    alive = ~deleted | reactivated

    received = alive & ~draws.chance("never received", key, 500)
    receipt = after("receipt", np.where(reactivated, reactivated_at, created), WEEKS_TO_RECEIPT)
    receipts = 1 + draws.pick("receipts", key, [76, 17, 7])
    second = after("second receipt", receipt, [300, 1200, 3000, 6000])
    third = after("third receipt", second, [300, 1200, 3000, 6000])
    complete = np.select([receipts == 1, receipts == 2], [receipt, second], third)
    wrong_receipt = received & draws.chance("wrong receipt", key, 250)

    # The supplier may date the invoice before the goods arrive; it is recorded after them unless the order allows it.
    drift = draws.spread("invoice date", key, [-9000, -3000, -1000, 0, 600, 3000, 9000])
    invoice_date = np.maximum(created // DAY, (complete + drift) // DAY) * DAY + vendor_midnight
    recorded_early = np.where(gr_based, draws.chance("early despite control", key, 40), draws.chance("early", key, 3500))
    basis = np.where(recorded_early, np.maximum(created, receipt - 3 * DAY), np.maximum(complete, invoice_date))
    invoiced = received & ~draws.chance("never invoiced", key, 700)
    invoice = after("invoice", basis, [20, 200, 700, 1500, 2700, 5200, 12_000])
    invoice = np.where(recorded_early, np.minimum(invoice, np.maximum(created + 1, receipt - 1)), invoice)
    cancelled = invoiced & draws.chance("invoice cancelled", key, 220)
    cancelled_at = after("cancelled after", invoice, [60, 1200, 4000, 9000])
    invoice_again = after("invoice again", cancelled_at, [10, 120, 1200])
    invoice_last = np.where(cancelled, invoice_again, invoice)
    blocked = invoiced & draws.chance("blocked", key, 1700)
    released = after("released", invoice_last, [60, 900, 2400, 5400, 11_000])
    payable = np.where(blocked, released, invoice_last)
    cleared = invoiced & ~draws.chance("never cleared", key, 300)
    paid = after("paid", payable, [600, 3000, 6000, 9000, 12_000, 18_000])

    price_changed = draws.chance("price changed", key, 700)
    price_changed_at = after("price change", created, [5, 60, 700, 2400, 9000])
    quantity_changed = draws.chance("quantity changed", key, 550)
    quantity_changed_at = after("quantity change", created, [20, 600, 2400, 6000])
    rare = draws.chance("rare", key, 150)
    which_rare = draws.pick("which rare", key, list(RARE_ACTIVITIES.values()))
    rare_at = after("rare after", created, [30, 600, 3000, 9000])
    rare_srm = cart & draws.chance("rare srm", key, 600)
    which_srm = draws.pick("which srm", key, list(RARE_SRM.values()))

    requested = ~cart & draws.chance("requisition", key, 1200)
    request = created - draws.spread("requested before", key, [30, 300, 800, 1600, 4300])
    step("Create Purchase Requisition Item", requested, request, person("requester", 300, 80))
    for position, activity in enumerate(SRM_CHAIN):
        step(activity, cart, created - (60 if position == 0 else 0), BATCH)
    step("Create Purchase Order Item", created >= 0, created, buyer)
    step(
        "Change Approval for Purchase Order",
        draws.chance("approval", key, 150),
        created + 17,
        person("approver", 80, 9),
    )
    confirmed_at = after("confirmed", created, [40, 300, 700, 1500])
    step("Receive Order Confirmation", ~service & draws.chance("confirmed", key, 1500), confirmed_at, buyer)
    step("Change Price", price_changed, price_changed_at, buyer)
    step("Change Quantity", quantity_changed, quantity_changed_at, buyer)
    for position, activity in enumerate(RARE_ACTIVITIES):
        step(activity, rare & (which_rare == position), rare_at, buyer)
    for position, activity in enumerate(RARE_SRM):
        step(activity, rare_srm & (which_srm == position), created + 9 * DAY, BATCH)
    step("Delete Purchase Order Item", deleted, deleted_at, buyer)
    step("Reactivate Purchase Order Item", reactivated, reactivated_at, buyer)
    step("Vendor creates invoice", invoiced, invoice_date, NOBODY)
    # A service is accepted on entry sheets, each posted as one more, otherwise equal, event.
    sheets = np.maximum(1, draws.spread("sheets", key, [1, 1, 1, 1, 1, 1, 2, 3, 9]))
    step("Record Goods Receipt", wrong_receipt, receipt - 30, receiver)
    step("Cancel Goods Receipt", wrong_receipt, receipt - 5, person("canceller", 100, 60))
    for present, time in ((receipts >= 1, receipt), (receipts >= 2, second), (receipts >= 3, third)):
        step("Record Goods Receipt", received & present, time, receiver, np.where(service, sheets, 1))
        step("Record Service Entry Sheet", received & present & service, time, NOBODY, sheets)
    step("Record Invoice Receipt", invoiced, invoice, accountant)
    step("Cancel Invoice Receipt", cancelled, cancelled_at, person("accountant", 200, 12))
    step("Record Invoice Receipt", cancelled, invoice_again, accountant)
    step(
        "Set Payment Block",
        blocked & draws.chance("block set", key, 300),
        invoice_last + 1,
        person("accountant", 200, 12),
    )
    step("Remove Payment Block", blocked, released, person("releaser", 220, 8))
    memo_at = after("memo after", invoice_last, [300, 3000, 9000]) // DAY * DAY + vendor_midnight
    step("Vendor creates debit memo", invoiced & draws.chance("debit memo", key, 200), memo_at, NOBODY)
    extra = invoiced & draws.chance("subsequent", key, 40)
    extra_at = after("subsequent after", invoice_last, [300, 1500, 4000])
    step("Record Subsequent Invoice", extra, extra_at, person("accountant", 200, 12))
    step("Cancel Subsequent Invoice", extra & draws.chance("not subsequent", key, 4000), extra_at + 90, accountant)
    step("Clear Invoice", cleared, paid, np.where(draws.chance("paid by run", key, 3000), BATCH - 2, treasurer))

    # One row per event: the steps of each item sorted by time, then in the order above.
    absent = np.int64(1 << 60)
    times = np.stack([np.where(present & (time < end), time, absent >> 6) for present, time, _, _ in steps], axis=1)
    sorted_steps = np.sort(times * 64 + np.arange(len(steps)), axis=1)
    step_of = sorted_steps & 63
    present = sorted_steps < absent
    repeats = np.take_along_axis(np.stack([r for _, _, _, r in steps], axis=1), step_of, axis=1)
    row, column = np.nonzero(present)
    again = repeats[row, column]
    item, activity = np.repeat(row, again), np.repeat(step_of[row, column], again)
    time = np.repeat(sorted_steps[row, column] >> 6, again)
    event_no = np.arange(len(item)) - np.repeat(np.searchsorted(item, np.arange(len(key))), np.bincount(item, minlength=len(key)))
    users = np.stack([u for _, _, u, _ in steps], axis=1)
    factor = draws.spread("new price", key, [80, 95, 98, 103, 110, 130])
    repriced = (price_changed[item] & (time >= price_changed_at[item])) | (
        quantity_changed[item] & (time >= quantity_changed_at[item])
    )
    of = order[item]
    return {
        "order": np.where(is_cart[of], 2_000_000_000 + index[of], 4_507_000_000 + index[of] - carts),
        "item": np.where(is_cart[of], 1, 10) * (1 + item_position[item]),
        "company": draws.chance("company", index, 200)[of],
        "document_type": named(document_type[of], DOCUMENT_TYPES),
        "gr_based": gr_based[item],
        "item_type": named(spend[item], [row[3] for row in SPEND]),
        "supplier": supplier[of],
        "spend_area": named(spend[item], [row[0] for row in SPEND]),
        "classification": named(spend[item], [row[1] for row in SPEND]),
        "sub_area": named(spend[item], [row[2] for row in SPEND]),
        "event_no": event_no,
        "occurred_at": window.stamps(time),
        "worth": np.where(repriced, worth[item] * factor[item] // 100, worth[item]),
        "user": users[item, activity],
        "activity": named(activity, names),
    }


def export_po_items(exporter: Exporter, rows: int) -> None:
    draws = Draws(exporter.seed, "sap_event_log")
    arrivals = Arrivals(draws, exporter.window.days, OFFICE_WEEK, OFFICE_HOURS)

    def make(index: Ints, total: int) -> Columns:
        return po_item_events(draws, arrivals, exporter.window, index, total)

    exporter.stream("po_items", chunks(cases_for(rows, lambda index, total: len(make(index, total)["order"])), make))
    exporter.write(
        f"sap_event_log/po_item_events.csv{exporter.suffix}",
        PO_ITEM_EVENTS,
        """
        select "order" || '_' || lpad(item::varchar, 5, '0'),
            case when company then 'companyID_0001' else 'companyID_0000' end, document_type, gr_based,
            true, lpad(item::varchar, 5, '0'),
            '3-way match, invoice ' || case when gr_based then 'after' else 'before' end || ' GR', item_type,
            'vendor_' || lpad(supplier::varchar, 4, '0'), 'Purchase order', "order", 'sourceSystemID_0000', spend_area,
            classification, sub_area, 'vendorID_' || lpad((supplier + 5)::varchar, 4, '0'), event_no,
            strftime(occurred_at, '%Y-%m-%d %H:%M:%S'), worth || '.0',
            case when "user" = 0 then 'NONE' when "user" > 0 then 'user_' || lpad("user"::varchar, 3, '0')
                else 'batch_' || lpad((-1 - "user")::varchar, 2, '0') end,
            activity
        from po_items
        """,
    )


# --- SAP: purchase orders, material documents, accounting documents ---------------------------------------------------

SAP_HEADERS = {
    "EKKO": (
        "MANDT,EBELN,BUKRS,BSTYP,BSART,BSAKZ,LOEKZ,STATU,AEDAT,ERNAM,LASTCHANGEDATETIME,,PINCR,LPONR,LIFNR,SPRAS,"
        "ZTERM,ZBD1T,ZBD2T,ZBD3T,ZBD1P,ZBD2P,EKORG,EKGRP,WAERS,WKURS,KUFIX,BEDAT,KDATB,KDATE,BWBDT,ANGDT,BNDDT,"
        "GWLDT,AUSNR,ANGNR,IHRAN,IHREZ,VERKF,TELF1,LLIEF,KUNNR,KONNR,ABGRU,AUTLF,WEAKT,RESWK,LBLIF,INCO1,INCO2,"
        "KTWRT,SUBMI,KNUMV,KALSM,STAFO,LIFRE,EXNUM,UNSEZ,LOGSY,UPINC,STAKO,FRGGR,FRGSX,FRGKE,FRGZU,FRGRL,LANDS,"
        "LPHIS,ADRNR,STCEG_L,STCEG,ABSGR,ADDNR,KORNR,MEMORY,PROCSTAT,RLWRT,REVNO,SCMPROC,REASON_CODE,MEMORYTYPE,"
        "RETTP,RETPC,DPTYP,DPPCT,DPAMT,DPDAT,MSR_ID,HIERARCHY_EXISTS,THRESHOLD_EXISTS,LEGAL_CONTRACT,DESCRIPTION"
    ),
    "EKPO": (
        "MANDT,EBELN,EBELP,LOEKZ,STATU,AEDAT,TXZ01,MATNR,EMATN,BUKRS,WERKS,LGORT,BEDNR,MATKL,INFNR,IDNLF,KTMNG,"
        "MENGE,MEINS,BPRME,BPUMZ,BPUMN,UMREZ,UMREN,NETPR,PEINH,NETWR,BRTWR,AGDAT,WEBAZ,MWSKZ,BONUS,INSMK,SPINF,"
        "PRSDR,SCHPR,MAHNZ,MAHN1,MAHN2,MAHN3,UEBTO,UEBTK,UNTTO,BWTAR,BWTTY,ABSKZ,AGMEM,ELIKZ,EREKZ,PSTYP,KNTTP,"
        "KZVBR,VRTKZ,TWRKZ,WEPOS,WEUNB,REPOS,WEBRE,KZABS,LABNR,KONNR,KTPNR,ABDAT,ABFTZ,ETFZ1,ETFZ2,KZSTU,NOTKZ,"
        "LMEIN,EVERS,ZWERT,NAVNW,ABMNG,PRDAT,BSTYP,EFFWR,XOBLR,KUNNR,ADRNR,EKKOL,SKTOF,STAFO,PLIFZ,NTGEW,GEWEI,"
        "TXJCD,ETDRK,SOBKZ,ARSNR,ARSPS,INSNC,SSQSS,ZGTYP,EAN11,BSTAE,REVLV,GEBER"
    ),
    "MKPF": (
        "MANDT,MBLNR,MJAHR,VGART,BLART,BLAUM,BLDAT,BUDAT,CPUDT,CPUTM,AEDAT,USNAM,TCODE,XBLNR,BKTXT,FRATH,FRBNR,"
        "WEVER,XABLN,AWSYS,BLA2D,TCODE2,BFWMS,EXNUM,SPE_BUDAT_UHR,SPE_BUDAT_ZONE,LE_VBELN,SPE_LOGSYS,"
        "SPE_MDNUM_EWM,GTS_CUSREF_NO,FLS_RSTO,MSR_ACTIVE,KNUMV,XCOMPL"
    ),
    "MSEG": (
        "MANDT,MBLNR,MJAHR,ZEILE,LINE_ID,PARENT_ID,LINE_DEPTH,MAA_URZEI,BWART,XAUTO,MATNR,WERKS,LGORT,CHARG,"
        "INSMK,ZUSCH,ZUSTD,SOBKZ,LIFNR,KUNNR,KDAUF,KDPOS,KDEIN,PLPLA,SHKZG,WAERS,DMBTR,BNBTR,BUALT,SHKUM,DMBUM,"
        "BWTAR,MENGE,MEINS,ERFMG,ERFME,BPMNG,BPRME,EBELN,EBELP,LFBJA,LFBNR,LFPOS,SJAHR,SMBLN,SMBLP,ELIKZ,SGTXT,"
        "EQUNR,WEMPF,ABLAD,GSBER,KOKRS,PARGB,PARBU,KOSTL,PROJN,AUFNR,ANLN1,ANLN2,XSKST,XSAUF,XSPRO,XSERG,GJAHR,"
        "XRUEM,XRUEJ,BUKRS,BELNR,BUZEI,BELUM,BUZUM,RSNUM,RSPOS,KZEAR,PBAMG,KZSTR,UMMAT,UMWRK,UMLGO,UMCHA,UMZST,"
        "UMZUS,UMBAR,UMSOK,KZBEW,KZVBR,KZZUG,WEUNB,PALAN,LGNUM,LGTYP,LGPLA,BESTQ"
    ),
    "BKPF": (
        "MANDT,BUKRS,BELNR,GJAHR,BLART,BLDAT,BUDAT,MONAT,CPUDT,CPUTM,AEDAT,UPDDT,WWERT,USNAM,TCODE,BVORG,XBLNR,"
        "DBBLG,DBBLG_GJAHR,DBBLG_BUKRS,STBLG,STJAH,BKTXT,WAERS,KURSF,KZWRS,KZKRS,BSTAT,XNETB,FRATH,XRUEB,GLVOR,"
        "GRPID,DOKID,ARCID,IBLAR,AWTYP,AWKEY,FIKRS,HWAER,HWAE2,HWAE3,KURS2,KURS3,BASW2,BASW3,UMRD2,UMRD3,XSTOV,"
        "STODT,XMWST,CURT2,CURT3,KUTY2,KUTY3,XSNET,AUSBK,XUSVR,DUEFL,AWSYS,TXKRS,CTXKRS,LOTKZ,XWVOF,STGRD,PPNAM,"
        "PPDAT,PPTME,BRNCH,NUMPG,ADISC,XREF1_HD,XREF2_HD,XREVERSAL,REINDAT,RLDNR,LDGRP,PROPMANO,XBLNR_ALT,"
        "VATDATE,DOCCAT,XSPLIT,CASH_ALLOC,FOLLOW_ON,XREORG,SUBSET,KURST,KURSX,KUR2X,KUR3X"
    ),
}
# Fields that hold the same text in every row, unless a query below says otherwise; all others are empty.
SAP_CONSTANTS = {
    "100": "MANDT",
    "0": "ZBD1T ZBD2T ZBD3T ZBD1P ZBD2P KTWRT ABSGR RLWRT RETPC DPPCT DPAMT KTMNG MAHNZ MAHN1 MAHN2 MAHN3 UEBTO UNTTO "
    "PSTYP KTPNR "
    "ABFTZ ETFZ1 ETFZ2 ZWERT NAVNW ABMNG ARSNR ARSPS FRATH PARENT_ID LINE_DEPTH MAA_URZEI KDPOS KDEIN BNBTR DMBUM "
    "LFBJA LFPOS SJAHR SMBLP BUZEI BUZUM RSNUM RSPOS PBAMG PALAN DBBLG_GJAHR STJAH KZKRS KURS2 KURS3 TXKRS CTXKRS "
    "NUMPG KURSX KUR2X KUR3X WEBAZ",
    "00/00/0000": "KDATB KDATE BWBDT ANGDT BNDDT GWLDT IHRAN DPDAT AGDAT ABDAT AEDAT UPDDT STODT PPDAT REINDAT VATDATE",
    "0:00:00": "SPE_BUDAT_UHR PPTME",
    "1": "UPINC UMREN UMREZ BPUMZ BPUMN ZTERM",
    "F": "BSTYP",
    "NB": "BSART",
    "SAP": "STAFO",
    "2": "PROCSTAT KZSTR",
    "9": "STATU",
    "10": "PINCR",
    "M": "KURST",
    "PR": "BLAUM",
    "RM0000": "KALSM",
    "OPSCLNT100": "AWSYS",
}
# company code, currency, its decimals, country, plant, language, purchasing group, controlling area
COMPANIES = [
    ("US00", "USD", 2, "US", "US01", "E", "N00", "NA00"),
    ("DE00", "EUR", 2, "DE", "DE01", "D", "E00", "EU00"),
    ("JP00", "JPY", 0, "JP", "JP01", "J", "J00", "AP00"),
]
USD_IN_EUR = 92  # euro cents for a dollar, on the orders that the German company places in USD
# material, short text, material group, unit, price unit, lowest and highest price in cents, fewest and most price units
MATERIALS = [
    ("NBK14000", "Notebook 14 inch", "ITHW", "EA", 1, 78_000, 189_000, 1, 40),
    ("MON27000", "Monitor 27 inch", "ITHW", "EA", 1, 19_900, 54_900, 1, 60),
    ("DOCK1000", "Docking station, USB-C", "ITHW", "EA", 1, 9_900, 21_900, 1, 60),
    ("LICOFF00", "Office licence, yearly", "ITSW", "EA", 1, 14_400, 36_000, 5, 250),
    ("CONSDAY0", "Consulting day", "PROSERV", "DAY", 1, 96_000, 185_000, 2, 45),
    ("CLEANMON", "Cleaning, monthly fee", "FACILITY", "MON", 1, 180_000, 950_000, 1, 3),
    ("FRGHTRUN", "Road freight, regional run", "LOGISTICS", "EA", 1, 22_000, 91_000, 1, 30),
    ("BOX40600", "Corrugated box 40x60", "PACKAGING", "EA", 100, 4_150, 9_800, 5, 200),
    ("LABELS00", "Labels, self-adhesive", "PACKAGING", "EA", 1000, 1_825, 6_640, 1, 80),
    ("RESINP25", "Resin pellets, 25 kg bag", "RAW", "BAG", 1, 3_870, 7_425, 20, 400),
    ("BRGSK620", "Bearing 6204", "SPARES", "EA", 10, 4_490, 8_660, 1, 40),
    ("PMPSEAL0", "Pump seal kit", "SPARES", "EA", 1, 6_675, 24_950, 1, 12),
    ("DESKADJ0", "Desk, height-adjustable", "OFFICE", "EA", 1, 38_900, 79_900, 1, 25),
]
SERVICE_GROUPS = {"ITSW", "PROSERV", "FACILITY", "LOGISTICS"}
# movement type, transaction, transaction type; the last one stands for all movements with an order
MOVEMENTS = [
    (561, "MB1C", "WA"),
    (501, "MB1C", "WA"),
    (201, "MIGO_GI", "WA"),
    (601, "VL02N", "WL"),
    (101, "MIGO_GR", "WE"),
]
RECEIPT = 4
POSTINGS = 1 << 50  # keys of accounting documents start here, beyond those of material documents


def sap_documents(draws: Draws, arrivals: Arrivals, window: Window, index: Ints, total: int) -> dict[str, Columns]:
    """Orders, their lines, material document headers and lines, and accounting documents around the orders `index`.

    Documents have no numbers yet: those follow the order of posting.
    """
    end = window.end
    ordered = arrivals.minutes(index, total)
    company = draws.pick("company", index, [55, 35, 10])
    in_dollars = (company == 1) & draws.chance("in dollars", index, 800)
    currency = np.where(in_dollars, 0, company)
    suppliers = max(12, min(900, total // 8))
    supplier = (101 + company) * 1000 + draws.skewed("supplier", index, suppliers)
    changed = later(ordered, draws.spread("changed", index, [0, 0, 0, 0, 0, 0, 20, 900, 6000]))
    buyer = company * 8 + 1 + draws.skewed("buyer", index, 8)
    gr_based = draws.chance("gr based", supplier, 7000)

    # One entry per line.
    order, position = within(1 + draws.pick("lines", index, [62, 22, 10, 6]))
    key = index[order] * 4 + position
    material = draws.pick("material", key, [14, 9, 8, 8, 8, 5, 9, 10, 8, 8, 6, 4, 3])
    per = np.array([row[4] for row in MATERIALS])[material]
    cheapest, dearest, least, most = (np.array([row[i] for row in MATERIALS])[material] for i in (5, 6, 7, 8))
    cents = cheapest + draws.below("price", supplier[order] * 16 + material, dearest - cheapest + 1)
    cents += draws.below("price moves", key, cents // 25 + 1)
    yen = currency[order] == 2
    price = np.where(yen, cents * 3 // 2, cents)  # 150 JPY for 1.00
    units = least + draws.skewed("units", key, 1 << 20) * (most - least + 1) // (1 << 20)
    quantity = units * per
    service = np.array([row[2] in SERVICE_GROUPS for row in MATERIALS])[material]
    without_receipt = service & draws.chance("no receipt expected", key, 2500)
    deleted = draws.chance("deleted", key, LINE_DELETED)
    delivery_blocked = ~deleted & draws.chance("delivery blocked", key, 60)

    # Up to three receipts, one reversal and one repeated receipt per line.
    delivered = ~deleted & ~delivery_blocked & ~without_receipt & ~draws.chance("never delivered", key, 500)
    parts = np.minimum(1 + draws.pick("parts", key, [78, 16, 6]), quantity)
    # Catalogue goods arrive in days, made-to-order goods in weeks.
    lead = draws.spread(
        "lead",
        key,
        [[300, 1200, 1900, 2800, 4000, 6600], [1200, 5000, 7600, 10_500, 14_000, 24_000]],
        np.isin(material, [9, 10, 11, 12]).astype(np.int64),
    )
    excess = np.where(draws.chance("excess", key, 150), np.maximum(1, quantity // 20), 0)
    first = later(ordered[order], lead)
    second = later(first, draws.spread("second part", key, [600, 1800, 3600, 7200]))
    third = later(second, draws.spread("third part", key, [600, 1800, 3600, 7200]))
    share = quantity // parts
    rest = quantity - share * (parts - 1) + excess
    short = (parts > 1) & draws.chance("short", key, 1200)
    reversed_ = delivered & draws.chance("reversed", key, 350)
    reversed_at = later(first, draws.spread("reversed after", key, [5, 60, 600, 2400]))
    repeated = reversed_ & draws.chance("posted again", key, 7000)
    first_quantity = np.where(parts == 1, rest, share)
    kinds = [  # present, time, quantity
        (delivered, first, first_quantity),
        (delivered & (parts > 1) & ~((parts == 2) & short), second, np.where(parts == 2, rest, share)),
        (delivered & (parts > 2) & ~short, third, rest),
        (reversed_, reversed_at, first_quantity),
        (repeated, later(reversed_at, draws.spread("again after", key, [10, 120, 1200])), first_quantity),
    ]
    present = np.stack([chosen & (time < end) for chosen, time, _ in kinds], axis=1)
    line, kind = np.nonzero(present)
    moved_at = np.stack([time for _, time, _ in kinds], axis=1)[line, kind]
    moved = np.stack([amount for _, _, amount in kinds], axis=1)[line, kind]
    receipt = key[line] * 8 + kind

    # Goods movements without an order: documents of one to four lines, the opening stock in the first week.
    stock = index[draws.chance("stock document", index, 2500)]
    stock_kind = draws.pick("stock movement", stock, [15, 10, 55, 20])
    stock_at = from_work(draws.below("stock moment", stock, np.where(stock_kind == 0, 5 * SHIFT, to_work(end))))
    stock_company = draws.pick("stock company", stock, [55, 35, 10])
    stock_order, stock_position = within(1 + draws.below("stock lines", stock, 4))
    stock_key = stock[stock_order] * 4 + stock_position
    stock_material = 7 + draws.below("stock material", stock_key, len(MATERIALS) - 7)
    stock_per = np.array([row[4] for row in MATERIALS])[stock_material]
    stock_quantity = stock_per * (1 + draws.skewed("stock quantity", stock_key, 30))
    stock_cents = np.array([row[5] for row in MATERIALS])[stock_material] * stock_quantity // stock_per
    stock_yen = stock_company[stock_order] == 2

    def local(amount: Ints, of: Ints) -> Ints:
        return np.where(in_dollars[of], amount * USD_IN_EUR // 100, amount)

    movement_order = order[line]
    unset = np.full(len(stock_key), -1)
    movements: Columns = {
        "document": np.concatenate([receipt, -1 - stock[stock_order]]),
        "position": np.concatenate([np.ones(len(line), np.int64), 1 + stock_position]),
        "movement": np.concatenate(
            [np.where(kind == 3, 102, 101), np.array([row[0] for row in MOVEMENTS])[stock_kind][stock_order]]
        ),
        "credit": np.concatenate([kind == 3, (stock_kind >= 2)[stock_order]]),
        "line": np.concatenate([key[line], unset]),
        "reversed": pa.array(np.concatenate([key[line] * 8, unset]), mask=np.concatenate([kind != 3, unset < 0])),
        "material": np.concatenate([material[line], stock_material]),
        "company": np.concatenate([company[movement_order], stock_company[stock_order]]),
        "supplier": np.concatenate([supplier[movement_order], unset]),
        "quantity": np.concatenate([moved, stock_quantity]),
        "amount": np.concatenate(
            [
                local(moved * price[line] // per[line], movement_order),
                np.where(stock_yen, stock_cents * 3 // 2, stock_cents),
            ]
        ),
    }
    clerk = 1 + draws.skewed("clerk", np.concatenate([receipt, stock * 8 + 7]), 14)
    documents: Columns = {
        "document": np.concatenate([receipt, -1 - stock]),
        "posted_at": np.concatenate([moved_at, stock_at]),
        "kind": np.concatenate([np.full(len(line), RECEIPT), stock_kind]),
        "company": np.concatenate([company[movement_order], stock_company]),
        "currency": np.concatenate([company[movement_order], stock_company]),
        "user": clerk,
        "note": np.concatenate([draws.chance("delivery note", receipt, 7000), np.zeros(len(stock), bool)]),
    }

    # Invoices of an order follow its last planned receipt; some orders are invoiced twice, some invoices are reversed.
    expected_last = np.maximum(ordered, 0)
    np.maximum.at(expected_last, order, np.select([~delivered, parts == 1, parts == 2], [ordered[order], first, second], third))
    owed = np.zeros(len(index), bool)
    np.logical_or.at(owed, order, delivered | without_receipt)
    invoice_at = later(expected_last, draws.spread("invoice", index, [30, 400, 1200, 2400, 4200, 9000]))
    invoiced = owed & ~draws.chance("not invoiced", index, 800)
    extra = invoiced & draws.chance("second invoice", index, 900)
    extra_at = later(invoice_at, draws.spread("second invoice after", index, [600, 3000, 6000]))
    undone = invoiced & draws.chance("invoice reversed", index, 200)
    undone_at = later(invoice_at, draws.spread("invoice reversed after", index, [60, 600, 3000]))
    paid = invoiced & ~undone & ~draws.chance("not paid", index, 400)
    paid_at = later(invoice_at, draws.spread("paid", index, [1200, 5400, 8400, 10_800, 13_200, 18_000]))
    accounting = [  # present, time, code: 0 invoice, 1 reversal of an invoice, 2 payment
        (invoiced, invoice_at, 0),
        (extra, extra_at, 0),
        (undone, undone_at, 1),
        (paid, paid_at, 2),
    ]
    present = np.stack([chosen & (time < end) for chosen, time, _ in accounting], axis=1)
    case, step = np.nonzero(present)
    posting_at = np.stack([time for _, time, _ in accounting], axis=1)[case, step]
    postings: Columns = {
        "posting": POSTINGS + index[case] * 4 + step,
        "reverses": pa.array(POSTINGS + index[case] * 4, mask=step != 2),
        "code": np.array([code for _, _, code in accounting])[step],
        "posted_at": posting_at,
        "document_day": np.maximum(
            ordered[case] // DAY, posting_at // DAY - draws.below("invoice age", index[case] * 4 + step, 9)
        ),
        "company": company[case],
        "currency": currency[case],
        "user": 1 + draws.skewed("accountant", index[case], 6),
    }

    final = np.zeros(len(index), bool)
    final[case[step == 0]] = True
    received = np.zeros(len(key), np.int64)
    np.add.at(received, line, np.where(kind == 3, -moved, moved))
    orders: Columns = {
        "order": index,
        "company": company,
        "currency": currency,
        "supplier": supplier,
        "buyer": buyer,
        "lines": np.bincount(order, minlength=len(index)),
        "deleted": np.bincount(order, ~deleted, minlength=len(index)) == 0,
        "in_dollars": in_dollars,
        "ordered_at": window.stamps(ordered),
        "changed_at": window.stamps(np.where(changed < end, changed, ordered), seconds=draws.below("second", index, 60)),
    }
    lines: Columns = {
        "line": key,
        "order": index[order],
        "position": (1 + position) * 10,
        "material": material,
        "deletion": named(np.select([deleted, delivery_blocked], [1, 2], 0), [None, "L", "S"]),
        "quantity": quantity,
        "price": price,
        "complete": received >= quantity,
        "final_invoice": final[order] & ~deleted,
        "service": service,
        "receipt_expected": ~without_receipt,
        "gr_based": (gr_based[order] & ~without_receipt),
    }
    for columns in (documents, postings):
        seconds = draws.below("entry second", columns.get("document", columns.get("posting")), 60)
        day = columns["posted_at"] // DAY * DAY
        columns["day"] = window.stamps(day)
        if "document_day" in columns:
            columns["document_day"] = window.stamps(columns["document_day"] * DAY)
        columns["posted_at"] = window.stamps(columns["posted_at"], seconds=seconds)
    return {"orders": orders, "lines": lines, "movements": movements, "documents": documents, "postings": postings}


def export_purchase_orders(exporter: Exporter, rows: int) -> None:
    window = exporter.window
    draws = Draws(exporter.seed, "sap")
    arrivals = Arrivals(draws, window.days, OFFICE_WEEK, OFFICE_HOURS)

    def made(index: Ints, total: int) -> int:
        tables = sap_documents(draws, arrivals, window, index, total)
        # A material document has an accounting document too.
        return sum(len(next(iter(columns.values()))) for columns in (*tables.values(), tables["documents"]))

    total = cases_for(rows, made)
    for name, columns in sap_documents(draws, arrivals, window, np.arange(total), total).items():
        exporter.table(name, columns)
    fields = ["code", "currency", "decimals", "country", "plant", "language", "purchasing_group", "controlling_area"]
    exporter.table(
        "companies",
        {
            "company": np.arange(len(COMPANIES)),
            **{f: pa.array(c) for f, c in zip(fields, zip(*COMPANIES, strict=True), strict=True)},
        },
    )
    exporter.table(
        "kinds",
        {
            "kind": np.arange(len(MOVEMENTS)),
            **{f: pa.array([row[i] for row in MOVEMENTS]) for i, f in [(1, "transaction"), (2, "type")]},
        },
    )
    exporter.table(
        "materials",
        {
            "material": np.arange(len(MATERIALS)),
            **{f: pa.array([row[i] for row in MATERIALS]) for i, f in enumerate(["code", "text", "group_code", "unit", "per"])},
        },
    )
    exporter.connection.execute(
        """
        create macro us_date(day) as strftime(day, '%-m/%-d/%y');
        create macro digits(value) as format('{:,}', value);
        create macro amount(value, decimals) as case
            when decimals = 0 then digits(value)
            when value >= 100000 then digits(value // 100) || '.' || lpad((value % 100)::varchar, 2, '0')
            when value % 100 = 0 then (value // 100)::varchar
            when value % 10 = 0 then (value // 100) || '.' || (value % 100 // 10)
            else (value // 100) || '.' || lpad((value % 100)::varchar, 2, '0') end;
        create macro quantity_text(value) as case when value < 1000 then value::varchar else digits(value) || '.00' end;
        create macro flag(value) as case when value then 'X' end;
        create table material_documents as
        select *, first_number - 1 + row_number()
            over (partition by first_number order by posted_at, document) as number
        from (
            select *, case type when 'WE' then 5000000000 else 4900000000 end as first_number
            from documents join kinds using (kind)
        );
        create table accounting_documents as
        with entries as (
            select company, currency, type, document as entry, first_number, null as reverses, posted_at,
                day, day as document_day, "user", transaction
            from material_documents
            union all
            select company, currency, case code when 2 then 'KZ' else 'RE' end, posting,
                case code when 2 then 1500000000 else 5105600000 end, reverses, posted_at, day, document_day, "user",
                (['MIRO', 'MR8M', 'FBZ2'])[code + 1]
            from postings
        ),
        numbered as (
            select *, first_number - 1 + row_number()
                over (partition by company, first_number order by posted_at, entry) as belnr
            from entries
        )
        select n.*, coalesce(reversal.belnr, original.belnr) as reversal_of,
            coalesce(reversal.posted_at, original.posted_at) as reversal_of_at
        from numbered n
        left join numbered reversal on reversal.reverses = n.entry
        left join numbered original on original.entry = n.reverses;
        """
    )
    constants = {field: text for text, names in SAP_CONSTANTS.items() for field in names.split()}

    def write(table: str, suffix: str, values: dict[str, str], source: str) -> None:
        header = SAP_HEADERS[table]
        unknown = set(values) - set(header.split(","))
        if unknown:
            raise KeyError(f"{table} has no field {sorted(unknown)}")
        expressions = (
            values.get(field, f"'{constants[field]}'" if field in constants else "null::varchar") for field in header.split(",")
        )
        form = Form(header, byte_order_mark=True, final_newline=False)
        exporter.write(f"sap/{table}.csv{suffix}", form, f"select {', '.join(expressions)} {source}")

    write(
        "EKKO",
        "",
        {
            "EBELN": "4500000000 + o.order",
            "BUKRS": "c.code",
            "LOEKZ": "case when o.deleted then 'L' end",
            "AEDAT": "us_date(o.ordered_at)",  # created on; in EKPO the same field is the day of the last change
            "ERNAM": "'BUYER-' || lpad(o.buyer::varchar, 2, '0')",
            "LASTCHANGEDATETIME": "digits(strftime(o.changed_at, '%Y%m%d%H%M%S')::bigint) || '.00'",
            "LPONR": "o.lines * 10",
            "LIFNR": "o.supplier",
            "SPRAS": "c.language",
            "EKORG": "c.code",
            "EKGRP": "c.purchasing_group",
            "WAERS": "m.currency",
            "WKURS": f"case when o.in_dollars then '0.{USD_IN_EUR}' else '1' end",
            "BEDAT": "us_date(o.ordered_at)",
            "KNUMV": "1000000000 + o.order",
            "LANDS": "c.country",
            "STCEG_L": "c.country",
        },
        """from orders o join companies c using (company) join companies m on m.company = o.currency
           order by o.order""",
    )
    write(
        "EKPO",
        "",
        {
            "EBELN": "4500000000 + l.order",
            "EBELP": "l.position",
            "LOEKZ": "l.deletion",
            "STATU": "null::varchar",
            "AEDAT": "us_date(o.changed_at)",
            "TXZ01": "m.text",
            "MATNR": "m.code",
            "EMATN": "m.code",
            "BUKRS": "c.code",
            "WERKS": "c.plant",
            "MATKL": "m.group_code",
            "INFNR": "5300000000 + (o.supplier - 101000) * 20 + l.material",
            "MENGE": "quantity_text(l.quantity)",
            "MEINS": "m.unit",
            "BPRME": "m.unit",
            "LMEIN": "m.unit",
            "NETPR": "amount(l.price, v.decimals)",
            "PEINH": "quantity_text(m.per)",
            "NETWR": "amount(l.quantity * l.price // m.per, v.decimals)",
            "BRTWR": "amount(l.quantity * l.price // m.per, v.decimals)",
            "EFFWR": "amount(l.quantity * l.price // m.per, v.decimals)",
            "SPINF": "'C'",
            "PRSDR": "'X'",
            "ELIKZ": "flag(l.complete)",
            "EREKZ": "flag(l.final_invoice)",
            "WEPOS": "flag(l.receipt_expected)",
            "REPOS": "'X'",
            "WEBRE": "flag(l.gr_based)",
            "PRDAT": "us_date(o.ordered_at)",
            "XOBLR": "'X'",
            "PSTYP": "if(l.service, '9', '0')",
            "KNTTP": "if(l.service, 'K', null)",
            "PLIFZ": "1",
            "NTGEW": "0",
        },
        """from lines l join orders o using ("order") join companies c on c.company = o.company
           join companies v on v.company = o.currency join materials m using (material) order by l.line""",
    )
    write(
        "MKPF",
        ".gz",
        {
            "MBLNR": "number",
            "MJAHR": "year(posted_at)",
            "VGART": "type",
            "BLART": "type",
            "BLDAT": "us_date(day)",
            "BUDAT": "us_date(day)",
            "CPUDT": "us_date(posted_at)",
            "CPUTM": "strftime(posted_at, '%-H:%M:%S')",
            "USNAM": """'CLERK-' || lpad("user"::varchar, 2, '0')""",
            "XBLNR": "case when note then 'DN' || (300000 + number - 5000000000) end",
            "TCODE2": "transaction",
        },
        "from material_documents order by number",
    )
    write(
        "MSEG",
        ".gz",
        {
            "MBLNR": "d.number",
            "MJAHR": "year(d.posted_at)",
            "ZEILE": "s.position",
            "LINE_ID": "s.position",
            "BWART": "s.movement",
            "MATNR": "m.code",
            "WERKS": "c.plant",
            "LGORT": "case when s.line < 0 then 'FG00' else 'RM00' end",
            "LIFNR": "nullif(s.supplier, -1)",
            "SHKZG": "case when s.credit then 'H' else 'S' end",
            "WAERS": "c.currency",
            "DMBTR": "amount(s.amount, c.decimals)",
            "BUALT": "case when s.line < 0 then amount(s.amount, c.decimals) else '0' end",
            "MENGE": "quantity_text(s.quantity)",
            "MEINS": "m.unit",
            "ERFMG": "quantity_text(s.quantity)",
            "ERFME": "m.unit",
            "BPMNG": "case when s.line < 0 then '0' else quantity_text(s.quantity) end",
            "BPRME": "case when s.line >= 0 then m.unit end",
            "EBELN": "4500000000 + l.order",
            "EBELP": "coalesce(l.position, 0)",
            "SJAHR": "coalesce(year(r.posted_at), 0)",
            "SMBLN": "r.number",
            "SMBLP": "case when r.number is null then 0 else 1 end",
            "ELIKZ": "flag(s.line >= 0 and l.complete and not s.credit)",
            "GSBER": "'BI00'",
            "KOKRS": "c.controlling_area",
            "GJAHR": "year(d.posted_at)",
            "BUKRS": "c.code",
            "KZBEW": "case when s.line >= 0 then 'B' when s.movement = 601 then 'L' end",
        },
        """from movements s join material_documents d using (document) join companies c on c.company = s.company
           join materials m using (material) left join lines l on l.line = s.line
           left join material_documents r on r.document = s.reversed
           order by d.number, s.position""",
    )
    write(
        "BKPF",
        ".gz",
        {
            "BUKRS": "c.code",
            "BELNR": "a.belnr",
            "GJAHR": "year(a.posted_at)",
            "BLART": "a.type",
            "BLDAT": "us_date(a.document_day)",
            "BUDAT": "us_date(a.day)",
            "MONAT": "month(a.day)",
            "CPUDT": "us_date(a.posted_at)",
            "CPUTM": "strftime(a.posted_at, '%-H:%M:%S')",
            "WWERT": "us_date(a.day)",
            "USNAM": "if(a.type[1] = 'W', 'CLERK-', 'ACCOUNT-') || lpad(a.user::varchar, 2, '0')",
            "TCODE": "a.transaction",
            "XBLNR": "case when a.transaction = 'MIRO' then 'R-' || (a.belnr % 10000000) end",
            "STBLG": "a.reversal_of",
            "STJAH": "coalesce(year(a.reversal_of_at), 0)",
            "WAERS": "v.currency",
            "KURSF": f"if(a.currency <> a.company, '0.{USD_IN_EUR}', if(a.type = 'RE', '1', '0'))",
            "GLVOR": "case a.type when 'KZ' then 'RFBU' when 'RE' then 'RMRP' else 'RM' || a.type end",
            "AWTYP": "case a.type when 'RE' then 'RMRP' when 'KZ' then 'BKPF' else 'MKPF' end",
            # A spreadsheet has turned the long numeric keys into powers of ten.
            "AWKEY": "case a.type when 'KZ' then a.belnr || c.code || year(a.posted_at) when 'RE' then '5.1056E+13' "
            "when 'WE' then '5E+13' else '4.9E+13' end",
            "AWSYS": "null::varchar",
            "HWAER": "c.currency",
            "STGRD": "case when a.reversal_of is not null then '1' end",
            "DOCCAT": "case when a.type = 'RE' then 'INVREC' end",
        },
        """from accounting_documents a join companies c on c.company = a.company
           join companies v on v.company = a.currency order by c.code, a.belnr""",
    )


# --- Safety: reviews, judgements, moderation labels, takedowns --------------------------------------------------------

POLICY_REVIEWS = Form(
    ",functionality,case_id,templ_id,label_gold,label_1,label_2,label_3,label_4,label_5,label_6,label_7,label_8,label_9,"
    "label_10,count_label_h,count_label_nh,label_annot_maj",
    newline="\r\n",
)
# The policy line that an item tests: _h violates, _nh does not.
FUNCTIONALITIES = [
    *("derog_neg_emote_h", "derog_neg_attrib_h", "derog_dehum_h", "derog_impl_h", "threat_dir_h", "threat_norm_h"),
    *("slur_h", "slur_homonym_nh", "slur_reclaimed_nh", "profanity_h", "profanity_nh", "ref_subs_clause_h"),
    *("ref_subs_sent_h", "negate_pos_h", "negate_neg_nh", "phrase_question_h", "phrase_opinion_h", "ident_neutral_nh"),
    *("ident_pos_nh", "counter_quote_nh", "counter_ref_nh", "target_obj_nh", "target_indiv_nh", "target_group_nh"),
    *("spell_char_swap_h", "spell_char_del_h", "spell_space_del_h", "spell_space_add_h", "spell_leet_h"),
]
REVIEWERS, LABELS_PER_ITEM = 10, 5
REVIEWER_ERRORS = [60, 110, 150, 210, 240, 310, 380, 460, 620, 1100]  # per 10 000; the last one needs coaching


def export_policy_reviews(exporter: Exporter, rows: int) -> None:
    draws = Draws(exporter.seed, "reviews_hatecheck")
    index = np.arange(rows)
    policy = index * len(FUNCTIONALITIES) // rows
    gold = np.array([name.endswith("_h") for name in FUNCTIONALITIES])[policy]
    key = index[:, None] * REVIEWERS + np.arange(REVIEWERS)
    turn = np.argsort(np.argsort(draws.below("assigned", key, 1 << 30), axis=1, kind="stable"), axis=1, kind="stable")
    assigned = turn < LABELS_PER_ITEM
    hard = draws.chance("hard", index, 400)[:, None] * 3000  # items on which reviewers disagree
    wrong = draws.chance("wrong", key, np.array(REVIEWER_ERRORS) + hard)
    violating = gold[:, None] ^ wrong
    label = np.where(assigned, np.where(violating, 2, 1), 0)
    votes = (label == 2).sum(axis=1)
    texts = [None, "non-hateful", "hateful"]
    columns: Columns = {
        "position": index,
        "functionality": named(policy, FUNCTIONALITIES),
        "case_id": index + 1 + index // 40,  # some numbers are not used
        "templ_id": 1 + index // 4,
        "label_gold": named(gold + 1, texts),
        **{f"label_{reviewer + 1}": named(label[:, reviewer], texts) for reviewer in range(REVIEWERS)},
        "count_label_h": votes,
        "count_label_nh": LABELS_PER_ITEM - votes,
        "label_annot_maj": named((votes * 2 > LABELS_PER_ITEM) + 1, texts),
    }
    exporter.table("policy_reviews", columns)
    exporter.write("reviews_hatecheck/annotations.csv", POLICY_REVIEWS, "from policy_reviews order by position")


JUDGEMENTS = Form("judgement_id,worker_id,item_id,response,gold,started_at,submitted_at,task", newline="\r\n")
TASKS = ["CD", "RC", "QA", "MT", "IE", "IR", "PP"]
JUDGEMENTS_PER_ITEM = 5
PACIFIC = ZoneInfo("America/Los_Angeles")


def export_judgements(exporter: Exporter, rows: int) -> None:
    window = exporter.window
    draws = Draws(exporter.seed, "reviews_rte")
    arrivals = Arrivals(draws, window.days, OFFICE_WEEK, OFFICE_HOURS)
    index = np.arange(rows)
    item = index // JUDGEMENTS_PER_ITEM
    items = rows // JUDGEMENTS_PER_ITEM + 1
    workers = max(12, min(600, rows // 40))
    # Consecutive offsets from a drawn start: nobody judges an item twice.
    worker = (draws.skewed("first worker", item, workers) + index % JUDGEMENTS_PER_ITEM) % workers
    error = draws.spread("errors", worker, [250, 500, 700, 1000, 1500, 2800])
    gold = draws.below("gold", item, 2)
    started = arrivals.minutes(item, items)
    seconds = draws.below("second", index, 60)
    took = draws.spread("handle time", index, [9, 18, 27, 38, 52, 75, 130, 420])
    # Which days are on daylight saving time: a matter of the start of the working day, as clocks change at night.
    noon = [datetime.combine(window.start + timedelta(day), datetime.min.time()).replace(hour=12) for day in range(window.days)]
    summer = np.array([bool(moment.replace(tzinfo=PACIFIC).dst()) for moment in noon])
    exporter.table(
        "judgements",
        {
            "judgement_id": index + 1,
            "worker": worker,
            "item_id": 1 + item,
            "response": gold ^ draws.chance("wrong", index, error),
            "gold": gold,
            "started_at": window.stamps(started, seconds=seconds),
            "submitted_at": window.stamps(started, seconds=seconds + took),
            "zone": named(summer[started // DAY].astype(np.int64), ["PST", "PDT"]),
            "task": named(draws.pick("task", item, [19, 18, 16, 15, 15, 11, 6]), TASKS),
        },
    )

    def stamp(column: str) -> str:
        return f"strftime({column}, '%a %b %d %H:%M:%S ') || zone || strftime({column}, ' %Y')"

    exporter.write(
        "reviews_rte/judgements.csv",
        JUDGEMENTS,
        f"""
        select judgement_id, 'w' || sha256('demo worker {exporter.seed} ' || worker)[:12], item_id, response, gold,
            {stamp("started_at")}, {stamp("submitted_at")}, task
        from judgements order by judgement_id
        """,
    )


MODERATION_POSITIVE = {"S": 1900, "H": 1600, "V": 700, "HR": 550, "SH": 400, "S3": 450, "H2": 500, "V2": 160}


def export_moderation_labels(exporter: Exporter, rows: int) -> None:
    draws = Draws(exporter.seed, "moderation_labels")
    index = np.arange(rows)
    # A few contents were labelled again.
    content = np.where((index > 0) & draws.chance("again", index, 150), draws.below("which", index, np.maximum(index, 1)), index)
    columns: Columns = {
        "row": index,
        "content": content,
        "length": draws.spread("length", content, [12, 60, 110, 190, 330, 620, 2400]),
    }
    for label, gap in MODERATION_GAPS.items():
        positive = draws.chance(label, content, MODERATION_POSITIVE[label]).astype(np.int64)
        columns[label] = np.where(draws.chance(f"no {label}", index, gap), -1, positive)
    exporter.table("moderation_labels", columns)
    labels = " || ".join(
        f"""case when "{label}" >= 0 then ', "{label}": ' || "{label}" else '' end""" for label in MODERATION_GAPS
    )
    exporter.write(
        "moderation_labels/samples.jsonl",
        None,
        f"""
        select '{{"content_sha256": "' || sha256('demo content {exporter.seed} ' || content)
            || '", "content_length": ' || length || {labels} || '}}'
        from moderation_labels order by row
        """,
    )


TAKEDOWNS = Form(
    "Filename,Year,Month,Date,Description,Type of Notice,Number of Repos Affected", newline="\r\n", final_newline=False
)
# Invented words; a claimant is one of the first joined with one of the second.
CLAIMANT_STARTS = [
    "Quib",
    "Drom",
    "Zelt",
    "Vosk",
    "Plim",
    "Snerk",
    "Twil",
    "Yarp",
    "Flonk",
    "Wexi",
    "Jubb",
    "Krell",
    "Moop",
    "Thrag",
]
CLAIMANT_ENDS = ["arund", "oothe", "ifax", "ulmo", "erby", "imple", "oskar", "undel", "ithry", "obbin", "agwen"]
NOTICE_TYPES = ["takedown", "counternotice", "retraction", "counternotice-retraction"]
NOTICE_SUFFIXES = ["", "-CounterNotice", "-Retraction", "-CounterNotice-Retraction"]


def export_takedowns(exporter: Exporter, rows: int) -> None:
    window = exporter.window
    draws = Draws(exporter.seed, "takedowns")
    arrivals = Arrivals(draws, window.days, OFFICE_WEEK, OFFICE_HOURS)
    index = np.arange(rows)
    day = arrivals.minutes(index, rows) // DAY
    kind = draws.pick("kind", index, [960, 30, 9, 1])
    names = [start + end for start in CLAIMANT_STARTS for end in CLAIMANT_ENDS]
    exporter.table(
        "takedowns",
        {
            "notice": index,
            "day": window.stamps(day * DAY),
            "claimant": named(draws.skewed("claimant", index, len(names)), names),
            "suffix": named(kind, NOTICE_SUFFIXES),
            "type": named(kind, NOTICE_TYPES),
            "repositories": np.maximum(1, draws.spread("repositories", index, [1, 1, 1, 1, 1, 1, 2, 3, 8, 60]) * (kind == 0)),
        },
    )
    for year in range(window.start.year, (window.start + timedelta(window.days - 1)).year + 1):
        exporter.write(
            f"takedowns/{year}-COMPILED-DATA.csv",
            TAKEDOWNS,
            f"""
            with notices as (
                select *, row_number() over (partition by day, claimant, suffix order by notice) as nth from takedowns
            ),
            named as (select *, claimant || suffix || if(nth > 1, '-' || nth, '') as name from notices)
            select strftime(day, '%Y-%m-%d-') || name || '.md', year(day), month(day), day(day), name,
                type, repositories
            from named where year(day) = {year} order by notice
            """,
        )


# --- All together -----------------------------------------------------------------------------------------------------


# What is exported, and its share of all rows in hundredths.
PARTS = {
    export_incidents: 41,
    export_po_items: 41,
    export_purchase_orders: 11,
    export_policy_reviews: 2,
    export_judgements: 2,
    export_moderation_labels: 2,
    export_takedowns: 1,
}


def generate(
    out: Path,
    events: int,
    seed: int = 1,
    start: date = date(2026, 1, 5),
    days: int = 119,
    plain: bool = False,
) -> dict[str, int]:
    """Writes a landing folder with about `events` rows over all files and returns the rows of each file.

    `out` must be new or empty. `plain` leaves the two logs uncompressed; above a million events they always are.
    """
    if events < 1_000:
        raise ValueError(f"events is {events}; give at least 1000, fewer do not fill every file")
    if start.weekday() != 0:
        raise ValueError(f"start is {start}, a {start:%A}; give a Monday")
    if days < 28:
        raise ValueError(f"days is {days}; give at least 28")
    if out.exists() and any(out.iterdir()):
        raise FileExistsError(f"{out} is not empty; remove it or name another folder, so that no other export is mixed in")
    out.mkdir(parents=True, exist_ok=True)
    window = Window(start, days)
    suffix = "" if plain or events > PLAIN_ABOVE_EVENTS else ".gz"
    rows: dict[str, int] = {}
    for export, share in PARTS.items():
        with Exporter(out, seed, window, suffix) as exporter:
            export(exporter, events * share // 100)
            rows |= exporter.rows
    return rows


def main(argv: Sequence[str] | None = None) -> int:
    """Command line of the generator."""
    parser = argparse.ArgumentParser(
        prog="python -m orchestration.demo",
        description="Write a landing folder of invented exports in the form of the real ones. The same arguments give "
        "the same bytes.",
        epilog="example: python -m orchestration.demo --out landing --events 10000000",
    )
    parser.add_argument("--out", type=Path, required=True, help="folder to write to; must be new or empty")
    parser.add_argument("--events", type=int, default=6000, help="rows over all files, from 1000 (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives another company (default: %(default)s)")
    parser.add_argument(
        "--start", type=date.fromisoformat, default=date(2026, 1, 5), help="first day, a Monday (default: %(default)s)"
    )
    parser.add_argument("--days", type=int, default=119, help="days covered, from 28 (default: %(default)s)")
    parser.add_argument(
        "--plain",
        action="store_true",
        help="leave the two logs uncompressed (always so above a million events)",
    )
    arguments = parser.parse_args(argv)
    try:
        rows = generate(**vars(arguments))
    except (ValueError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    for file, count in rows.items():
        print(f"{count:>12,}  {file}")
    print(f"{sum(rows.values()):>12,}  rows in {arguments.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
