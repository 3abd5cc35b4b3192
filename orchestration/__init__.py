"""The stages of opsfacts, one module each, and the Dagster code location that runs them."""
