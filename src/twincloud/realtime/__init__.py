"""Core of real time: streams that survive, who is connected, and what a product says about its clients; no socket."""
