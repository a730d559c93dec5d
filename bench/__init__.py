"""Measurements that are compared with the budgets in docs/performance.md."""
