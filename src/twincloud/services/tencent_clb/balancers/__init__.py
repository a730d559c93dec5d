"""Balancers: how they come, change, stop and go, what is shown of them, and what holds for all their listeners."""
