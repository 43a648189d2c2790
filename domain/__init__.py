"""The business: plain synchronous Python without I/O, frameworks or a clock of its own."""
