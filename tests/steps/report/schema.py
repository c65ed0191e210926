"""The part of JSON Schema that our schema uses, read word by word."""

from __future__ import annotations

import json
import re
from datetime import datetime
from importlib.resources import files
from typing import Any

SCHEMA: dict[str, Any] = json.loads(
    files("uptake.report").joinpath("thread.schema.json").read_text()
)
TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool,
         "null": type(None)}  # fmt: skip
KNOWN = {
    "$schema", "$defs", "$ref", "title", "description", "type", "additionalProperties", "required",
    "properties", "enum", "items", "oneOf", "pattern", "format", "minimum",
}  # fmt: skip


def faults(value: Any, rule: dict[str, Any] = SCHEMA, where: str = "$") -> list[str]:
    """Where a value is not as the schema says."""
    assert set(rule) <= KNOWN, f"the schema uses {set(rule) - KNOWN}, which is not read here"
    if "$ref" in rule:
        name = rule["$ref"].removeprefix("#/$defs/")
        return faults(value, SCHEMA["$defs"][name], where)
    if "oneOf" in rule:
        fits = [one for one in rule["oneOf"] if not faults(value, one, where)]
        return [] if len(fits) == 1 else [f"{where}: fits {len(fits)} of the alternatives"]
    if "enum" in rule:
        return [] if value in rule["enum"] else [f"{where}: {value!r} is none of the values"]
    kind = TYPES[rule["type"]]
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        return [f"{where}: {value!r} is no {rule['type']}"]
    return [*_text(value, rule, where), *_parts(value, rule, where)]


def _text(value: Any, rule: dict[str, Any], where: str) -> list[str]:
    if "pattern" in rule and not re.search(rule["pattern"], value):
        return [f"{where}: {value!r} does not match"]
    if rule.get("format") == "date-time" and datetime.fromisoformat(value).tzinfo is None:
        return [f"{where}: {value!r} names no zone"]
    return [f"{where}: too small"] if "minimum" in rule and value < rule["minimum"] else []


def _parts(value: Any, rule: dict[str, Any], where: str) -> list[str]:
    if isinstance(value, list):
        return [
            f for n, one in enumerate(value) for f in faults(one, rule["items"], f"{where}[{n}]")
        ]
    if not isinstance(value, dict):
        return []
    known = rule.get("properties", {})
    found = [
        f"{where}: {name} is missing" for name in rule.get("required", ()) if name not in value
    ]
    if rule.get("additionalProperties", True) is False:
        found += [f"{where}: {name} is unknown" for name in value if name not in known]
    for name, one in value.items():
        found += faults(one, known[name], f"{where}.{name}") if name in known else []
    return found
