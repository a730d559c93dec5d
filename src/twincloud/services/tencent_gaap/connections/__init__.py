"""Connections (the API calls them proxies), groups of them, and the names that lead to them."""
