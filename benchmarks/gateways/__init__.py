"""What the gateway benchmark runs: a fake provider, proxies of several makes, and the load."""
