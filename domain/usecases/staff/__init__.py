"""What finance, support and admins do."""
