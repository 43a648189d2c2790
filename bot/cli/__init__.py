"""The commands of `main.py`, one module each. Only `run` loads the chat's libraries."""
