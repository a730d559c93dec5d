"""One module per wire dialect: how its requests are recognised, signed and read, and its answers written."""
