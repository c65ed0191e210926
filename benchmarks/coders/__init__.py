"""Printed figures of agreement between coders, and what comes out here."""
