"""The workers beside the conversation: relay, payer, timers, the staff group, due work."""
