"""What the process runs on: settings, logs, keys, the clock, use cases, draining."""
