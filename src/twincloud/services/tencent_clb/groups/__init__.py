"""Target groups: themselves, their instances, and where they are bound."""
