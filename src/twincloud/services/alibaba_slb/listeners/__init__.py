"""Listeners and their rules, with access lists, certificates and TLS policies."""
