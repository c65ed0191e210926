"""Instruments as data: each file names its version, its source and its licence."""

from uptake.instruments.constructs import Construct, Framework, Level
from uptake.instruments.reading import (
    FrameworkRefused,
    framework_data,
    framework_from_data,
    parse_framework,
    write_framework,
)
from uptake.instruments.shipped import framework, frameworks

__all__ = [
    "Construct",
    "Framework",
    "FrameworkRefused",
    "Level",
    "framework",
    "framework_data",
    "framework_from_data",
    "frameworks",
    "parse_framework",
    "write_framework",
]
