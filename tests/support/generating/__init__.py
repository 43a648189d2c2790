"""Files that are made from others: `make generated` writes them, guards compare them."""
