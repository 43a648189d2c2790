"""The Bot API side: updates taken in, chat state, what its errors mean, and how a screen gets into a chat."""
