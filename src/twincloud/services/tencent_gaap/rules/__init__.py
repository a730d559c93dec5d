"""Domains and paths of layer-7 listeners, and what is answered and told there."""
