"""What operators and the billing system do."""
