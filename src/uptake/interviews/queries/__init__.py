"""What pages read of the interviews step."""
