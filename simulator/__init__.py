"""A company that does not exist, with everything that is true about it.

The simulator plays a company (its people, suppliers, orders, customers, content and vendors), writes what each of its systems
would export into a landing folder, and writes the truth beside it, in a folder that the warehouse never reads. `score.py` then
compares what the warehouse found with what was planted.

    world/        what happens, step by step: organisation, suppliers, orders, tickets, content, shifts
    planted/      phenomena laid into it on purpose, each with its rate, its innocent look-alike and its truth
    exports/      what each system shows of it, in its own format and with its quirks
    comparisons/  which fact or metric of the warehouse must equal which truth

STEPS, EXPORTS and COMPARISONS in registry.py say what is played, exported and compared: a new phenomenon or system is one new
file and one line there.
"""
