"""The suites of the two gates: one module per feed (`feeds/`) and one per fact or mart (`marts/`)."""
