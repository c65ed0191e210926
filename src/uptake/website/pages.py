"""The Jinja environment of every page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader

from uptake import __version__

STEPS = ("website", "projects", "sources", "interviews", "findings", "decision", "plan",
         "monitor", "trace", "report")  # fmt: skip


def url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args, kwargs=kwargs)


def environment(**options: Any) -> Environment:
    """Build the environment: each step's own templates, the design system's, a few globals."""
    options.pop("loader", None)
    options.pop("autoescape", None)
    here = [PackageLoader(f"uptake.{step}", "jinja2") for step in STEPS]
    env = Environment(
        **{**options, "undefined": ChainableUndefined},
        autoescape=True,
        loader=ChoiceLoader([*here, PackageLoader("nhsuk_frontend_jinja")]),
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    env.globals.update(
        url=url, static=static, version=__version__, organisation=settings.ORGANISATION,
        demo=settings.DEMO, settings=settings,
    )  # fmt: skip
    return env
