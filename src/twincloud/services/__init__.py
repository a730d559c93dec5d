"""The products: one thin package each, its operations by noun, its planner."""

from __future__ import annotations
