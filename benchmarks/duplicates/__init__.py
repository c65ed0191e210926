"""Labelled sets, synthetic records and the training recipe for duplicates."""
