"""Pages of accounts, projects, the trail and long work."""
