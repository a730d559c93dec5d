"""Balancers: how they come, change and go, what is shown of them, and what belongs to them alone."""
