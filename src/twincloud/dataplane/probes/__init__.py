"""Questions that must be answered before Envoy is asked to do something."""
