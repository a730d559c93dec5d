"""The commands a person types; a running server is reached only through its operator API."""
