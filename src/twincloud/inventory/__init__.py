"""What several products share: addresses, instances, certificates, tags and networks."""
