"""Envoy as a child process: its program, its first configuration, its life and its private door."""
