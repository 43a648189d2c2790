"""Events from the billing system (rules 8): `parse` reads them, `apply` carries them out."""
