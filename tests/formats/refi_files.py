"""REFI-QDA files made by hand, as small as they can be."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

SPACE = "urn:QDA-XML:project:1.0"


def guid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012x}"


def qde(inside: str, attributes: str = 'name="P"') -> bytes:
    return (
        f'<?xml version="1.0"?>\n<Project xmlns="{SPACE}" {attributes}>{inside}</Project>'.encode()
    )


def packed(entries: dict[str, bytes | str]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def qdpx(inside: str, **texts: bytes | str) -> bytes:
    entries = {f"sources/{name}.txt": data for name, data in texts.items()}
    return packed({"project.qde": qde(inside), **entries})


def schema(data: Path, name: str) -> etree.XMLSchema:
    path = data / "refi-qda" / name
    if not path.is_file():
        pytest.skip(f"No schema at {path}.")
    return etree.XMLSchema(etree.parse(path))


def project_xml(data: bytes) -> etree._Element:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return etree.fromstring(archive.read("project.qde"))
