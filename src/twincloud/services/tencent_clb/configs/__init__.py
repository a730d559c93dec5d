"""Customized configurations: nginx's directives, and what they do to traffic."""
