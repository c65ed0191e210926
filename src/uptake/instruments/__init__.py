"""Instruments as data: each file names its version, its source and its licence."""

from uptake.instruments.checking import InstrumentRefused
from uptake.instruments.checklists import (
    ChecklistRefused,
    StudyChecklist,
    checklist_data,
    checklist_from_data,
    checklists,
    parse_checklist,
    write_checklist,
)
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
    "ChecklistRefused",
    "Construct",
    "Framework",
    "FrameworkRefused",
    "InstrumentRefused",
    "Level",
    "StudyChecklist",
    "checklist_data",
    "checklist_from_data",
    "checklists",
    "framework",
    "framework_data",
    "framework_from_data",
    "frameworks",
    "parse_checklist",
    "parse_framework",
    "write_checklist",
    "write_framework",
]
