"""Calls of the dispatched macros on values that the demo exports do not hold, each with the text that both engines must give."""

from __future__ import annotations

# Name -> (macro call, expected text).
SPELLINGS: dict[str, tuple[str, str | None]] = {
    "summer_time": ("local_to_utc(\"timestamp '2024-07-01 12:00:00'\", 'Europe/Berlin')", "2024-07-01 10:00:00"),
    "skipped_hour": ("local_to_utc(\"timestamp '2024-03-31 02:30:00'\", 'Europe/Berlin')", "2024-03-31 01:30:00"),
    "repeated_hour": ("local_to_utc(\"timestamp '2024-10-27 02:30:00'\", 'Europe/Berlin')", "2024-10-27 01:30:00"),
    "before_repeated_hour": ("local_to_utc(\"timestamp '2024-10-27 01:59:59'\", 'Europe/Berlin')", "2024-10-26 23:59:59"),
    "after_repeated_hour": ("local_to_utc(\"timestamp '2024-10-27 03:00:00'\", 'Europe/Berlin')", "2024-10-27 02:00:00"),
    "zone_in_a_column": (
        "local_to_utc_by_zone(\"timestamp '2024-11-03 01:30:00'\", \"'America/New_York'\")",
        "2024-11-03 06:30:00",
    ),
    "back_to_local": ("utc_to_local(\"timestamp '2024-11-03 06:30:00'\", 'America/New_York')", "2024-11-03 01:30:00"),
    "short_numbers": ("parse_timestamp(\"'1/2/2024 3:04'\", ['%d/%m/%Y %H:%M'])", "2024-02-01 03:04:00"),
    "no_separators": ("parse_timestamp(\"'20240102030405'\", ['%Y%m%d%H%M%S'])", "2024-01-02 03:04:05"),
    "letter_between": ("parse_timestamp(\"'2024-01-02T03:04:05'\", ['%Y-%m-%dT%H:%M:%S'])", "2024-01-02 03:04:05"),
    "fraction": ("parse_timestamp(\"'2024-01-02 03:04:05.25'\", ['%Y-%m-%d %H:%M:%S.%f'])", "2024-01-02 03:04:05.25"),
    "blanks_around": ("parse_timestamp(\"' 2024-01-02 03:04:05 '\", ['%Y-%m-%d %H:%M:%S'])", "2024-01-02 03:04:05"),
    "afternoon": ("parse_timestamp(\"'1/2/2024 03:04 PM'\", ['%m/%d/%Y %I:%M %p'])", "2024-01-02 15:04:00"),
    "weekday_and_zone": (
        "parse_timestamp(\"'Tue Sep 03 09:08:07 PDT 2024'\", ['%a %b %d %H:%M:%S PST %Y', '%a %b %d %H:%M:%S PDT %Y'])",
        "2024-09-03 09:08:07",
    ),
    "no_weekday": ("parse_timestamp(\"'Foo Sep 03 09:08:07 PDT 2024'\", ['%a %b %d %H:%M:%S PDT %Y'])", None),
    "month_in_capitals": ("parse_date(\"'02-JAN-24'\", ['%d-%b-%y'])", "2024-01-02"),
    "last_year_of_this_century": ("parse_date(\"'12/31/68'\", ['%m/%d/%y'])", "2068-12-31"),
    "first_year_of_last_century": ("parse_date(\"'01/01/69'\", ['%m/%d/%y'])", "1969-01-01"),
    "two_digits_for_four": ("parse_date(\"'01/02/1924'\", ['%m/%d/%y'])", None),
    "no_such_day": ("parse_date(\"'2024-02-30'\", ['%Y-%m-%d'])", None),
    "text_after": ("parse_date(\"'2024-02-03x'\", ['%Y-%m-%d'])", None),
    "second_format": ("parse_date(\"'03.02.2024'\", ['%Y-%m-%d', '%d.%m.%Y'])", "2024-02-03"),
    "seconds_forward": ("seconds_between(\"timestamp '2024-01-01 00:00:00.9'\", \"timestamp '2024-01-01 00:00:02.1'\")", "2"),
    "seconds_back": ("seconds_between(\"timestamp '2024-01-02 00:00:00'\", \"timestamp '2024-01-01 23:59:58'\")", "-2"),
    "sunday": ("iso_day_of_week(\"date '2024-01-07'\")", "7"),
    "trailing_minus": ("parse_decimal(\"'1,234.50-'\")", "-1234.5000"),
    "no_number": ("parse_decimal(\"'1.2.3'\")", None),
    "rounded_half_up": ("parse_decimal(\"'0.00005'\")", "0.0001"),
    "surrogate_key": ("surrogate_key([\"'ä'\", 'null', '1'])", "8ef9b0ffcdce2ee62cb4e43e414b7a37"),
}


def query() -> str:
    """One row with a text column for each spelling."""
    columns = (f"cast({{{{ {call} }}}} as string) as {name}" for name, (call, _) in SPELLINGS.items())
    return "select " + ",\n".join(columns)
