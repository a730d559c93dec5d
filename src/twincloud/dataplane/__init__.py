"""The data plane: forwarding plans become Envoy's configuration, and Envoy is kept alive."""
