"""Jumps of false positives, each with one real cause, and what looks like one but is none.

A platform has an episode every 20 days, of 10 days each, so a quarter shows all causes once and a year several times; which
platform sees what when follows from the seed. Played before the content, because all of them but the reviewers' change it.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from simulator.engine import Rate, World
from simulator.world.moderation import POLICIES, VERSIONS, change_policy

JUMPS_PER_MONTH = Rate("false_positive_jumps", 1.5, "in thirty days on each platform, two of seven an innocent look-alike", 3)
FIRST_DAY, LENGTH_DAYS = 8, 10
PLATFORMS = (1, 3)  # those whose classifiers' scores are exported

# kind, cause (null: a look-alike, no jump), what is measured
KINDS = [
    ("mix shift", "mix", "flags"),
    ("threshold change", "threshold", "flags"),
    ("model version", "model", "flags"),
    ("policy change", "policy", "flags"),
    ("misbriefed reviewers", "reviewers", "actions"),
    ("rise of violations", None, "flags"),
    ("release without effect", None, "flags"),
]
MIX_WEIGHT, MIX_BORDERLINE = (
    2.0,
    3.0,
)  # a new harmless kind of content near a policy: so much more of it, so much more on the borderline
MIX_POLICY = {1: 103, 3: 304}  # where the borderline does not violate
LARGE_POLICY = 0.1  # weight from which a change of one policy is seen on its platform
LOWER_THRESHOLD = 0.60
WORSE_MODEL = 1.0  # logits by which a faulty version scores the harmless higher
RETRAINED = -1.5  # logits by which the borderline scores lower once the classifier has learned the new policy
MISBRIEFED = 6.0  # factor of false alarms of the reviewers of a vendor
RISE = 2.5  # factor of the share that clearly violates


def play(world: World) -> None:
    draws = random.Random(f"false positives {world.parameters.seed}")
    start, days = world.parameters.start, world.parameters.days
    per_month = world.rate(JUMPS_PER_MONTH)
    first_days = range(FIRST_DAY, days - LENGTH_DAYS + 1, round(30 / per_month)) if per_month else ()
    slots = [(first, platform) for first in first_days for platform in draws.sample(PLATFORMS, len(PLATFORMS))]
    kinds: list[tuple] = []
    while len(kinds) < len(slots):
        kinds += draws.sample(KINDS, len(KINDS))
    strict = {p[0] for p in POLICIES if p[7] and p[4] >= LARGE_POLICY}
    releases = dict.fromkeys(VERSIONS, 0)
    rows = []
    for number, ((first, platform), (kind, cause, measure)) in enumerate(zip(slots, kinds, strict=False), 1):
        if cause == "policy" and not any(p // 100 == platform for p in strict):
            kind, cause, measure = KINDS[1]
        policy = vendor = None
        end = first + LENGTH_DAYS

        def change(
            assignment: str, where: str = "true", *, until: int | None = end, platform: int = platform, first: int = first
        ) -> None:
            last = "" if until is None else f"and day_no < {until}"
            world.run(
                f"update world.policy_days set {assignment} where platform_no = {platform} and day_no >= {first} {last} and "
                f"{where}"
            )

        if cause == "mix":
            policy = MIX_POLICY[platform]
            change(
                f"weight = weight * {MIX_WEIGHT}, borderline_share = borderline_share * {MIX_BORDERLINE}", f"policy_no = {policy}"
            )
        elif cause == "threshold":
            change(f"threshold = {LOWER_THRESHOLD}")
        elif cause == "model":
            releases[platform] += 1
            change(
                f"harmless_centre = harmless_centre + {WORSE_MODEL}, model_version = '{_version(platform, releases[platform])}'"
            )
        elif cause == "policy":
            policy = draws.choice(sorted(p for p in strict if p // 100 == platform))
            strict.remove(policy)
            change_policy(world, policy, first, violates=False)
            releases[platform] += 1
            change(f"model_version = '{_version(platform, releases[platform])}'", f"day_no >= {end}", until=None)
            change(
                f"borderline_centre = borderline_centre + {RETRAINED}", f"policy_no = {policy} and day_no >= {end}", until=None
            )
        elif cause == "reviewers":
            vendor = draws.choice(["BWP", "SLV"])
            world.run(
                "update world.reviewer_days set false_alarm_factor = false_alarm_factor * ? "
                "where platform_no = ? and vendor_id = ? and day_no >= ? and day_no < ?",
                MISBRIEFED, platform, vendor, first, end,
            )  # fmt: skip
        elif kind == "rise of violations":
            policy = draws.choice(sorted(p[0] for p in POLICIES if p[0] // 100 == platform and p[4] >= LARGE_POLICY))
            change(f"violating_share = violating_share * {RISE}", f"policy_no = {policy}")
        else:
            releases[platform] += 1
            change(f"model_version = '{_version(platform, releases[platform])}'", until=None)
        rows.append((number, platform, kind, cause, measure, policy, vendor, *_days(start, first, end)))
    world.load(
        "planted.false_positive_jumps",
        "jump_no integer, platform_no integer, kind varchar, cause varchar, measure varchar, policy_no integer, vendor_id "
        "varchar, onset_on date, end_on date",
        rows,
    )


def _days(start: date, first: int, end: int) -> tuple[date, date]:
    return start + timedelta(days=first), start + timedelta(days=end)


def _version(platform: int, release: int) -> str:
    """The name of the release that comes after the first one."""
    if platform == 1:
        return str(int(VERSIONS[1]) + release)
    major, minor, _ = VERSIONS[3].split(".")
    return f"{major}.{int(minor) + release}.0"
