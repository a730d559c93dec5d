"""Typed requests and answers of each product, generated from the contracts."""
