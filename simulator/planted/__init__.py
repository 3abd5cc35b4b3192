"""What is laid into the world on purpose: each module plants one phenomenon, its look-alikes and its truth."""
