"""The edge that calls out: webhooks, which are told, and call-outs, which are asked."""
