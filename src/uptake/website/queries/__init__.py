"""What the frame, the start page and a project's home read across all steps."""

from uptake.website.queries.frame import Step, steps
from uptake.website.queries.home import Home, home
from uptake.website.queries.needs import Need, needs
from uptake.website.queries.start import (
    Health,
    SignIn,
    demo_sign_ins,
    first_time,
    health,
    worked_example,
)

__all__ = [
    "Health", "Home", "Need", "SignIn", "Step", "demo_sign_ins", "first_time", "health", "home",
    "needs", "steps", "worked_example",
]  # fmt: skip
