"""Plan elements to Envoy resources; the one place that knows Envoy's messages."""
