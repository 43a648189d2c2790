"""What runs beside the conversation: relay, payer, timers, the staff group, due work."""
