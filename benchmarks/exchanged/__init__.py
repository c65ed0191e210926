"""Files that come from other programs, made up: hostile ones, and ones as large as they get."""
