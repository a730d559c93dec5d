"""Runs an operation: prepare, lock, transaction, commit, effects, settle; used by every edge."""
