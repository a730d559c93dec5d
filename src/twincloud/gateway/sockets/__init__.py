"""The sockets' edge: the Centrifugo protocol (version 2, JSON) over WebSocket, server-sent events and HTTP streams."""
