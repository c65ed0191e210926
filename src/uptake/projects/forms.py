"""The forms of accounts and projects, and the field types that other steps share."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from uptake.instruments import (
    Framework,
    FrameworkRefused,
    framework,
    frameworks,
    parse_framework,
)
from uptake.projects.roles import ROLE_CHOICES
from uptake.projects.sentences import sentence, thing


class DayField(forms.DateField):
    """A day, in the browser's own date box; typed as 2025-10-08 or 08/10/2025 elsewhere."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    default_error_messages = {"invalid": "Enter a date, such as 08/10/2025"}


def _asks(sentence: str) -> dict[str, str]:
    return {"required": sentence}


class SignInForm(forms.Form):
    username = forms.EmailField(
        label="Email address", error_messages=_asks("Enter your email address"),
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
    )  # fmt: skip
    password = forms.CharField(
        strip=False, error_messages=_asks("Enter your password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class PasswordForm(forms.Form):
    """One's own password: the present one, and the new one once, which can be shown."""

    present = forms.CharField(
        label="Present password", strip=False, error_messages=_asks("Enter your present password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    password = forms.CharField(
        label="New password", strip=False, error_messages=_asks("Enter a new password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 12 characters. Three or four words that do not belong together work "
                  "well.",
    )  # fmt: skip
    again = forms.CharField(
        label="New password once more", strip=False,
        error_messages=_asks("Enter the new password once more"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        values = dict(super().clean() or self.cleaned_data)
        if "again" in values and values.get("password") != values["again"]:
            self.add_error("again", "The two new passwords differ")
        return values


class ProjectForm(forms.Form):
    question = forms.CharField(
        label="Your question", max_length=500, error_messages=_asks("Enter your question"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One sentence, such as: Should we adopt guided digital CBT for adults, and how "
                  "do we make it stick?",
    )  # fmt: skip
    title = forms.CharField(
        label="Short name", max_length=200, error_messages=_asks("Enter a short name"),
        help_text="Stands at the top of each page.",
    )  # fmt: skip
    service = forms.CharField(
        label="Service", max_length=200, required=False,
        help_text="Where it would be used, such as the name of a clinic or a region.",
    )  # fmt: skip


OWN, LATER = "own", "later"
FIRST = "berardi-2024"
"""The framework of a project whose people choose later: every step needs one to lay things on."""
FRAMEWORK_BYTES = 1_000_000


class FrameworkForm(forms.Form):
    """One of the frameworks that come with Uptake, or one's own."""

    framework = forms.ChoiceField(
        label="Framework", widget=forms.RadioSelect,
        error_messages=_asks("Select a framework"),
        help_text="What hinders and what helps is laid out on it. Its levels can be defined in "
                  "your own words later.",
    )  # fmt: skip
    own = forms.FileField(
        label="Your own framework, as a JSON file", required=False,
        help_text="Only for “One of your own”. Under Frameworks, the guide says what stands in it.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shipped = [(one.key, one.name) for one in frameworks()]
        choice = cast(forms.ChoiceField, self.fields["framework"])
        choice.choices = [*shipped, (OWN, "One of your own")]

    def chosen(self) -> Framework:
        """The framework that was chosen, once the form is valid."""
        own: Framework | None = self.cleaned_data.get("own_framework")
        asked = self.cleaned_data["framework"]
        return own or framework(FIRST if asked == LATER else asked)

    @property
    def later(self) -> bool:
        """Whether none was chosen, once the form is valid."""
        return bool(self.cleaned_data["framework"] == LATER)

    def clean(self) -> dict[str, Any]:
        values = dict(super().clean() or self.cleaned_data)
        if values.get("framework") != OWN:
            return values
        if not values.get("own"):
            self.add_error("own", "Select the file with your framework")
            return values
        if values["own"].size > FRAMEWORK_BYTES:
            self.add_error("own", "A framework's file is at most 1 MB")
            return values
        try:
            values["own_framework"] = parse_framework(values["own"].read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            self.add_error("own", "This file is not UTF-8 text. Save it as JSON in UTF-8.")
        except FrameworkRefused as refused:
            for problem in refused.problems[:10]:
                self.add_error("own", problem)
        return values


class NewProjectForm(ProjectForm, FrameworkForm):
    """A project's question and names, and its framework, which may be chosen later."""

    field_order = ("question", "title", "service", "framework", "own")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast(forms.ChoiceField, self.fields["framework"])
        choice.choices = [(LATER, "I will choose later"), *cast(Any, choice.choices)]


class MemberForm(forms.Form):
    email = forms.EmailField(
        label="Email address", error_messages=_asks("Enter an email address"),
        help_text="The person needs an account here first.",
    )  # fmt: skip
    role = forms.ChoiceField(
        choices=[("", "Select a role"), *ROLE_CHOICES], error_messages=_asks("Select a role")
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=ROLE_CHOICES)


class LevelsForm(forms.Form):
    """One box for each level's definition."""

    def __init__(self, framework: Framework, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for level in framework.levels:
            self.fields[level.key] = forms.CharField(
                label=level.name, max_length=600, required=False, initial=level.definition,
                widget=forms.Textarea(attrs={"rows": 3}),
            )  # fmt: skip


class TrailForm(forms.Form):
    """What the trail page shows; what it does not understand, it leaves out."""

    actor = forms.ChoiceField(label="Who", required=False)
    verb = forms.ChoiceField(label="What", required=False)
    object_kind = forms.ChoiceField(label="On what", required=False)
    since = DayField(label="From", required=False)
    until = DayField(label="To", required=False)

    def __init__(self, words: dict[str, list[str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, values in words.items():
            field = cast(forms.ChoiceField, self.fields[name])
            field.choices = [("", "Anybody" if name == "actor" else "Anything"),
                             *sorted(((value, _plain(name, value)) for value in values),
                                     key=lambda choice: choice[1])]  # fmt: skip


def _plain(name: str, value: str) -> str:
    """The trail's own words as a person reads them; people's names as they are."""
    if name == "actor":
        return value
    return (sentence(value) if name == "verb" else thing(value)).capitalize()


class NoteForm(forms.Form):
    note = forms.CharField(
        label="What came of it", max_length=500, error_messages=_asks("Say what came of it"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One sentence. It stays in the trail.",
    )  # fmt: skip
