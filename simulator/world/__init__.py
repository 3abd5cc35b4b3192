"""What happens, step by step: each module adds to the world from what is there before it."""
