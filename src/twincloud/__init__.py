"""twincloud runs cloud load balancing and messaging APIs, and the traffic behind them, on your own machine."""

__version__ = "0.1.0"
