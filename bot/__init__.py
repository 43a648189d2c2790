"""The application around the conversation: everything that touches the outside world."""
