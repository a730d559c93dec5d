"""The edge that calls out: webhooks, which will be signed, retried and kept in order."""
