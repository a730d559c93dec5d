"""Forwarding rules of layer-7 listeners, their domains, and redirections between them."""
