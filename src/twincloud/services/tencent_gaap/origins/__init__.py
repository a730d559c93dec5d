"""Origins (the API calls them real servers), and where they serve."""
