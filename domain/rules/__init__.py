"""The rules of the money as pure functions and tables."""
