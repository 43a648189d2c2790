"""Pictures that are drawn of figures, for a chat."""
