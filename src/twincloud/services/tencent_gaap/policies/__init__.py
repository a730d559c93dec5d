"""Security policies: who may use a connection or group."""
