"""One of the company's auditors passes most defects. Those who grade the in-house teams see few as well, but there are few."""

from __future__ import annotations

from simulator.engine import Rate, World

VENDOR = "SLV"
MISS_RATE = Rate("lenient_auditor", 0.60, "of the defects that one auditor of a vendor passes")


def play(world: World) -> None:
    world.run(f"""
        update world.auditors set miss_rate = {world.rate(MISS_RATE)}
        where auditor_id = (select min(auditor_id) from world.auditors where vendor_id = '{VENDOR}' and is_ours)
    """)
    world.truth(
        "auditors",
        "One row per grader of tickets: whose agents (null: the lead, all), of the company (is_ours) or of the vendor, how often "
        "the grader passes a defect (miss_rate) and marks what was right (false_alarm_rate). is_lenient: planted; those of INT "
        "grade good work and are the innocent look-alike.",
        f"""
        select auditor_id, email, vendor_id, is_ours, miss_rate, false_alarm_rate,
            auditor_id = (select min(auditor_id) from world.auditors where vendor_id = '{VENDOR}' and is_ours) as is_lenient
        from world.auditors
        """,
    )
