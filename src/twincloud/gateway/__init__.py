"""The edges that clients speak to: bytes of a wire in, calls to the runner, bytes of the same wire out."""
