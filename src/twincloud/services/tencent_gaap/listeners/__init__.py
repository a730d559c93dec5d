"""Listeners of connections and groups, with their certificates."""
