"""Listeners, with their ports, certificates and health checks."""
