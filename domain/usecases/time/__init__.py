"""What time does: timers, relay, payer, upkeep."""
