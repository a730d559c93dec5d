"""The control plane's side of the conversation: a delta discovery server and the rounds in which changes are tried."""
