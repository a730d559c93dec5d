"""What is bound to listeners and rules: servers and functions, and how they are."""
