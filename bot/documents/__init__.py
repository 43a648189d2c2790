"""Documents: cleaned before they are kept, sealed at rest, deleted on their day; and the application form."""
