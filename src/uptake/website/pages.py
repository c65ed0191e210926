"""The Jinja environment of every page."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from jinja2 import (
    BaseLoader,
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
)

from uptake import __version__
from uptake.website import fields, words

STEPS = ("website", "projects", "sources", "review", "interviews", "findings", "decision",
         "plan", "monitor", "trace", "report")  # fmt: skip


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page."""
    return reverse(name, args=args, kwargs=kwargs)


def url_if(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page, or nothing where no such page is mounted."""
    try:
        return url(name, *args, **kwargs)
    except NoReverseMatch:
        return ""


def query(request: HttpRequest, **changes: Any) -> str:
    """This page's query string with some values changed; None takes one away."""
    asked = request.GET.copy()
    for name, value in changes.items():
        asked.pop(name, None)
        if value is not None:
            asked[name] = str(value)
    return f"?{asked.urlencode()}"


def templates(step: str) -> BaseLoader:
    """The folder of a step's own templates."""
    spec = find_spec(f"uptake.{step}")
    if spec is None or spec.origin is None:
        raise LookupError(f"no package uptake.{step}")
    return FileSystemLoader(Path(spec.origin).parent / "jinja2")


def environment(**options: Any) -> Environment:
    """Build the environment: each step's own templates, the design system's, a few globals."""
    options.pop("loader", None)
    here = [templates(step) for step in STEPS]
    options.update(undefined=ChainableUndefined, autoescape=True)
    env = Environment(  # noqa: S701 - autoescape is set, one line above
        **options,
        loader=ChoiceLoader([*here, PackageLoader("nhsuk_frontend_jinja")]),
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    env.globals.update(
        url=url, url_if=url_if, query=query, static=static, version=__version__,
        organisation=settings.ORGANISATION, demo=settings.DEMO, settings=settings,
        fields=fields, count=words.count,
    )  # fmt: skip
    env.filters.update(
        day=words.day, short_day=words.short_day, moment=words.moment, at=words.at,
        number=words.number, span=words.span, size=words.size,
    )  # fmt: skip
    return env
