"""What the form macros of ui.html ask about a Django form field."""

from __future__ import annotations

from typing import Any, cast

from django.forms import BoundField


def kind(field: BoundField) -> str:
    """Which of the design system's parts shows this field."""
    name = field.widget_type
    if name in {"select", "textarea", "radioselect", "checkbox", "checkboxselectmultiple"}:
        return name
    if name in {"selectmultiple", "nullbooleanselect"}:
        return "select"
    return "file" if name in {"file", "clearablefile", "multiplefile"} else "input"


def value(field: BoundField) -> str:
    """What stands in the box, as the widget writes it."""
    if getattr(field.field.widget, "input_type", "") == "password":
        return ""
    shown = field.field.widget.format_value(field.value())
    return "" if shown is None else str(shown)


def chosen(field: BoundField) -> frozenset[str]:
    """The values that are ticked or selected."""
    now = field.value()
    if now is None or now is False:
        return frozenset()
    many = now if isinstance(now, list | tuple | set) else [now]
    return frozenset(str(getattr(one, "pk", one)) for one in many)


def attributes(field: BoundField) -> dict[str, Any]:
    """The widget's own attributes, without what the macros write themselves."""
    ours = {"class", "id", "name", "type", "value", "aria-describedby", "required", "cols"}
    found = {k: v for k, v in field.field.widget.attrs.items() if k not in ours}
    found = {k: k if v is True else v for k, v in found.items() if v is not False}
    if field.field.disabled:
        found["disabled"] = "disabled"
    return found


def classes(field: BoundField) -> str:
    """Further classes for the box, such as nhsuk-input--width-10."""
    return str(field.field.widget.attrs.get("class", ""))


def options(field: BoundField) -> list[tuple[str, list[tuple[str, str]]]]:
    """The choices in groups: (group's name or "", [(value, label), ...])."""
    groups: list[tuple[str, list[tuple[str, str]]]] = [("", [])]
    for key, label in cast(Any, field.field).choices:
        if isinstance(label, list | tuple):
            groups.append((str(key), [(str(k), str(name)) for k, name in label]))
        else:
            groups[0][1].append((str(key), str(label)))
    return [group for group in groups if group[1]]
