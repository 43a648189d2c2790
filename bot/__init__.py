"""The application around the conversation: everything that touches the world outside."""
