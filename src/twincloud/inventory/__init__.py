"""What several products share: addresses, instances, functions, certificates, tags and networks."""
