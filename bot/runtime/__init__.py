"""What the process stands on: settings, logs, keys, the clock, use cases run, drain."""
