"""The channels to the world: text messages and payouts, each with a sandbox twin that needs no network."""
