"""The payout channels behind one port."""
