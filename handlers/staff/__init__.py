"""What staff do in the chat: the review queue, a case, the steps of a decision.

Whoever is not staff gets the answer that a command or button there is not would get: nobody learns that it exists.
"""
