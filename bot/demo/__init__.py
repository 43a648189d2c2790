"""The sandbox's demo: people, accounts, panels, and a fresh start."""
