"""Pages of the interviews step."""
