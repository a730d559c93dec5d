"""Backend servers, groups of them, and how they are."""
