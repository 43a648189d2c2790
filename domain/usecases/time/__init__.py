"""What time does: timers, relay, payer, due work."""
