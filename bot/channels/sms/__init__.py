"""The channels for text messages behind one port."""
