"""Words everyone shares: time, ids, errors, paging, tenancy and settings. Standard library only."""
