"""Documents: cleaned before they are kept, sealed, gone on their day; and the application form to be signed."""
