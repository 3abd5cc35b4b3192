"""Which fact or metric must equal which truth: one module per domain, with its `COMPARISONS`."""
