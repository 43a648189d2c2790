"""The Bot API side: receiving updates, chat state, the meaning of its errors, and how a screen gets into a chat."""
