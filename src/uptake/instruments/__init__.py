"""Frameworks as data, each with its version, source and licence."""

from uptake.instruments.frameworks import (
    Construct,
    Framework,
    Level,
    framework,
    framework_data,
    framework_from_data,
    frameworks,
)

__all__ = [
    "Construct",
    "Framework",
    "Level",
    "framework",
    "framework_data",
    "framework_from_data",
    "frameworks",
]
