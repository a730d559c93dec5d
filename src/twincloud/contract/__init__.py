"""What an operation is: the contracts as data, the typed shapes made from them, the call, and validation."""
