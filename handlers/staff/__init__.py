"""What staff do in the chat: the review queue, a case, the steps of a decision.

Other people get the same answer as for an unknown command or button, so nobody learns that it exists.
"""
