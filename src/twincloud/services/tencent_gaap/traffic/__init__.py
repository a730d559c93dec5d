"""What rows become in the forwarding plan."""
