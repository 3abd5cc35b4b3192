"""What content is moderated by: platforms with their review systems, policies and their versions, classifiers, queues.

Each platform is moderated in one system: the video community in Coop, the marketplace in Cinder, the messenger in a queue of its
own that fills the landing schema. What holds on a day for a policy (its version, how much content it concerns, how much of that
violates, which classifier scores it with which threshold) is a row of `world.policy_days`; what is planted changes rows of it.
"""

from __future__ import annotations

from simulator.engine import World

# number, name, review system, items a day that pass a classifier at scale 1, of them more on a weekend day, growth over a year
PLATFORMS = [
    (1, "Harbourline Video", "coop", 150.0, 1.20, 0.30),
    (2, "Harbourline Market", "cinder", 110.0, 0.85, 0.15),
    (3, "Harbourline Messenger", "safety_landing", 100.0, 1.05, 0.40),
]

# number (the first digit is the platform's), code in the platform's system, name, topic, weight among the platform's content,
# share that clearly violates, share on the borderline, whether the borderline violates at first, how much harder than usual the
# harmless is for the classifier (in its logits), priority of its tasks, category of the EU database, queue. The shares are of
# content that came near a policy at all, which is why they are higher than on a whole platform.
POLICIES = [
    (101, "pol_hate", "Hate", "hate", 0.16, 0.050, 0.060, True, 0.1, "p1", "ILLEGAL_OR_HARMFUL_SPEECH", "q_hate"),
    (102, "pol_harass", "Harassment", "harassment", 0.22, 0.060, 0.070, True, 0.2, "p2", "CYBER_VIOLENCE", "q_hate"),
    (103, "pol_violence", "Graphic violence", "violence", 0.15, 0.045, 0.080, False, 0.1, "p2", "VIOLENCE", "q_graphic"),
    (104, "pol_nudity", "Adult nudity", "sexual", 0.17, 0.060, 0.060, False, 0.0, "p2", "PROTECTION_OF_MINORS", "q_graphic"),
    (105, "pol_self_harm", "Suicide and self-harm", "self_harm", 0.06, 0.050, 0.060, True, 0.1, "p1", "SELF_HARM", "q_graphic"),
    (106, "pol_spam", "Spam", "spam", 0.19, 0.090, 0.040, False, -0.2, "p3", "SCAMS_AND_FRAUD", "q_spam"),
    (107, "pol_terror", "Terrorism", "terrorism", 0.03, 0.060, 0.050, True, 0.0, "p0", "RISK_FOR_PUBLIC_SECURITY", "q_graphic"),
    (108, "pol_grooming", "Grooming", "child_safety", 0.02, 0.080, 0.050, True, 0.0, "p0", "PROTECTION_OF_MINORS", "q_graphic"),
    (202, "11111111-aaaa-4bbb-8ccc-000000000002", "Harassment", "harassment", 0.10, 0.05, 0.05, True, 0.1, "p2",
     "CYBER_VIOLENCE", "listings-harassment"),
    (203, "11111111-aaaa-4bbb-8ccc-000000000003", "Spam", "spam", 0.16, 0.09, 0.04, False, -0.2, "p3",
     "SCAMS_AND_FRAUD", "listings-spam"),
    (205, "11111111-aaaa-4bbb-8ccc-000000000005", "Prohibited goods", "prohibited_goods", 0.24, 0.07, 0.06, True, 0.0, "p1",
     "UNSAFE_AND_PROHIBITED_PRODUCTS", "listings-goods"),
    (206, "11111111-aaaa-4bbb-8ccc-000000000006", "Counterfeit goods", "counterfeit", 0.28, 0.08, 0.08, False, 0.1, "p2",
     "INTELLECTUAL_PROPERTY_INFRINGEMENTS", "listings-goods"),
    (207, "11111111-aaaa-4bbb-8ccc-000000000007", "Scams", "fraud", 0.22, 0.08, 0.04, True, 0.0, "p2",
     "SCAMS_AND_FRAUD", "listings-scams"),
    (301, "harassment", "Harassment", "harassment", 0.24, 0.060, 0.070, True, 0.2, "p2", "CYBER_VIOLENCE", "abuse"),
    (302, "violent_threats", "Threats of violence", "threats", 0.12, 0.055, 0.060, True, 0.1, "p0", "VIOLENCE", "abuse"),
    (303, "fraud", "Fraud and scams", "fraud", 0.24, 0.090, 0.040, True, 0.0, "p1", "SCAMS_AND_FRAUD", "fraud"),
    (304, "spam", "Spam", "spam", 0.28, 0.100, 0.040, False, -0.2, "p3", "SCAMS_AND_FRAUD", "spam"),
    (305, "privacy", "Private information", "privacy", 0.09, 0.050, 0.060, True, 0.1, "p2",
     "DATA_PROTECTION_AND_PRIVACY_VIOLATIONS", "abuse"),
    (306, "child_safety", "Child safety", "child_safety", 0.03, 0.080, 0.050, True, 0.0, "p0",
     "PROTECTION_OF_MINORS", "child_safety"),
]  # fmt: skip

# priority and minutes until a decision is due
TARGETS = [("p0", 60), ("p1", 240), ("p2", 1440), ("p3", 2880)]

# The market counts borderline imitations as counterfeit from this share of the period on.
TIGHTENED_POLICY, TIGHTENED_FROM = 206, 0.4
OLD_RULE_DAYS, OLD_RULE_SHARE = 14, 0.4  # for so long, so often a reviewer still decides borderline cases by the version before

# A classifier's score is a logistic draw around a centre for what clearly violates, what is on the borderline, and what is
# harmless.
CENTRES = {"violating": 2.84, "borderline": 0.71, "harmless": -1.96}
SPREAD = 0.8
THRESHOLD = 0.80
AUTOMATIC_THRESHOLD = 0.98  # from which the platform acts without review
VERSIONS = {1: "14", 2: "2026.1", 3: "3.2.0"}
FIRST_DAY, LAST_DAY = -2, 3  # days around the period for which rules are known, since local days do not end with it


def play(world: World) -> None:
    world.load(
        "world.platforms",
        "platform_no integer, platform_name varchar, source_system varchar, items_per_day double, weekend_factor double, "
        "growth_per_year double",
        PLATFORMS,
    )
    world.load(
        "world.policies",
        "policy_no integer, policy_code varchar, policy_name varchar, topic varchar, weight double, violating_share double, "
        "borderline_share double, borderline_violates boolean, difficulty double, priority varchar, dsa_category varchar, queue "
        "varchar",
        POLICIES,
    )
    world.load("world.review_targets", "priority varchar, target_minutes integer", TARGETS)
    days = world.parameters.days
    world.run(f"""
        create table world.policy_days as
        select policy_no // 100 as platform_no, policy_no, day_no,
            cast(period_start() as date) + cast(day_no as integer) as day_on,
            weight, violating_share, borderline_share, borderline_violates, 1 as policy_version, 0.0::double as old_rule_share,
            case policy_no // 100 {" ".join(f"when {n} then '{version}'" for n, version in VERSIONS.items())} end
                as model_version,
            {THRESHOLD}::double as threshold, {AUTOMATIC_THRESHOLD}::double as automatic_threshold,
            {CENTRES["violating"]}::double as violating_centre, {CENTRES["borderline"]} + difficulty as borderline_centre,
            {CENTRES["harmless"]} + difficulty as harmless_centre
        from world.policies cross join range({FIRST_DAY}, {days + LAST_DAY}) as days (day_no)
    """)
    # How much oftener than their own rates the reviewers of a site err on a platform on a day.
    world.run(f"""
        create table world.reviewer_days as
        select platform_no, vendor_id, site, day_no, cast(period_start() as date) + cast(day_no as integer) as day_on,
            1.0::double as miss_factor, 1.0::double as false_alarm_factor
        from world.platforms cross join world.sites cross join range(0, {days + LAST_DAY}) as days (day_no)
    """)
    change_policy(world, TIGHTENED_POLICY, round(days * TIGHTENED_FROM), violates=True)
    world.run(f"""
        create macro logistic(logit_) as 1 / (1 + exp(-(logit_)));
        create macro logit(share_) as ln((share_) / (1 - (share_)));
        -- How probable a score at or above a threshold is, by the centre of what is scored.
        create macro passes(threshold_, centre_) as logistic((centre_ - logit(threshold_)) / {SPREAD});
    """)


def change_policy(world: World, policy_no: int, day_no: int, violates: bool) -> None:
    """A new version of a policy from a day on, under which the borderline violates or not; reviewers take a while to follow."""
    world.run(
        "update world.policy_days set policy_version = policy_version + 1, borderline_violates = ? where policy_no = ? and "
        "day_no >= ?",
        violates, policy_no, day_no,
    )  # fmt: skip
    world.run(
        "update world.policy_days set old_rule_share = ? where policy_no = ? and day_no >= ? and day_no < ?",
        OLD_RULE_SHARE, policy_no, day_no, day_no + OLD_RULE_DAYS,
    )  # fmt: skip
