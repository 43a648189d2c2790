"""The sandbox's demo: people, accounts, panels, starting anew."""
