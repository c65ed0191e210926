"""How the documentation is built: `make docs`. Warnings are errors."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uptake.website.settings")
os.environ.setdefault("UPTAKE_SECRET_KEY", "only-for-building-the-documentation")
os.environ.setdefault("UPTAKE_HOME", str(ROOT / "var" / "docs"))

import django  # noqa: E402

import uptake  # noqa: E402
from tools import reference  # noqa: E402

django.setup()
reference.write(HERE / "reference" / "generated")

project = "Uptake"
author = "The Uptake authors"
copyright = "2026, The Uptake authors"
version = release = uptake.__version__
language = "en_GB"

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist", "smartquotes"]
myst_heading_anchors = 3
nitpicky = True

html_theme = "furo"
html_title = "Uptake"
html_favicon = "../src/uptake/website/assets/mark.svg"
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#a3195b", "color-brand-content": "#1d4f91"},
    "dark_css_variables": {"color-brand-primary": "#f08dbb", "color-brand-content": "#9cc3f5"},
}
