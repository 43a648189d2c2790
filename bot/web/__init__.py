"""The bot's own HTTP addresses: events and notices that come in, health and metrics."""
