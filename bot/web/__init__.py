"""What comes in over HTTP, and the addresses that say how the bot is."""
