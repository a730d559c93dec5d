"""The HTTP edge: one list of stages that every request passes."""
