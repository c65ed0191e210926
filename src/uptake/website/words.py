"""How pages write dates, numbers and plurals."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from uptake.projects.counted import counted


def day(value: date | datetime | None) -> str:
    """8 October 2025."""
    if value is None:
        return ""
    value = _local(value)
    return f"{value.day} {value:%B %Y}"


def short_day(value: date | datetime | None) -> str:
    """8 Oct 2025."""
    if value is None:
        return ""
    value = _local(value)
    return f"{value.day} {value:%b %Y}"


def moment(value: datetime | None) -> str:
    """Today, 09:12; yesterday, 16:40; 8 October 2025, 10:14."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    today = timezone.localdate()
    if local.date() == today:
        return f"today, {local:%H:%M}"
    if local.date() == today - timedelta(days=1):
        return f"yesterday, {local:%H:%M}"
    return f"{day(local)}, {local:%H:%M}"


def at(value: datetime | None) -> str:
    """Within a sentence: today at 09:12; yesterday at 16:40; on 8 October 2025 at 10:14."""
    date, _, time = moment(value).rpartition(", ")
    if not date:
        return ""
    return f"{date if date in ('today', 'yesterday') else f'on {date}'} at {time}"


def number(value: Any) -> str:
    """12,525; decimals are left as they are."""
    if value is None or value == "":
        return ""
    return f"{value:,}"


def count(n: int, one: str, many: str = "") -> str:
    """1 barrier; 2 barriers; 12,525 references."""
    return counted(n, one, many)


def span(seconds: float | None) -> str:
    """How long something takes: 40 seconds, about 3 minutes, about 2 hours."""
    if seconds is None:
        return ""
    if seconds < 90:
        return count(max(1, round(seconds)), "second")
    if seconds < 90 * 60:
        return f"about {count(round(seconds / 60), 'minute')}"
    return f"about {count(round(seconds / 3600), 'hour')}"


def size(octets: int | None) -> str:
    """A file's size: 812 bytes, 14 kB, 3.2 MB."""
    if octets is None:
        return ""
    if octets < 1000:
        return count(octets, "byte")
    return f"{octets / 1000:,.0f} kB" if octets < 1_000_000 else f"{octets / 1_000_000:,.1f} MB"


def _local(value: date | datetime) -> date | datetime:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value
