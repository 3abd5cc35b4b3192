"""What each system shows of the world: one module per system, with its `EXPORTS`."""
