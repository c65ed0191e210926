"""What every benchmark uses: figures with goals, the clock, and peers kept apart."""
