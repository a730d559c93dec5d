"""Core of load balancing: the vendor-neutral forwarding plan and the reconciler that makes it true."""
