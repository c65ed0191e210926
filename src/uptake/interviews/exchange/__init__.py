"""Projects of other programs: what a file holds, and what a project here becomes in one."""
