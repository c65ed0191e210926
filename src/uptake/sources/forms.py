"""What a person types when bringing evidence in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.utils import timezone

from uptake.formats.export import WAYS
from uptake.formats.registry import ENDINGS, said
from uptake.formats.table_columns import FIELDS, KEPT, SPECIAL, TELLING
from uptake.instruments import Framework
from uptake.projects.forms import DayField
from uptake.sources.actions import SearchFacts
from uptake.sources.models import Relation, Search, Statement
from uptake.sources.queries import SORTS, Asked, Choices, FileRow

NEW = "new"


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFiles(forms.FileField):
    """One file or several; `clean` gives a list."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=SeveralFilesInput(attrs={"multiple": True, "accept": ",".join(ENDINGS)}),
            **options,
        )

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return list(given)


class SeenForm(forms.Form):
    """A form that knows what its person saw, so that two people never overwrite each other."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def has_seen(self, mark: object) -> None:
        """Say that its person is now shown this, so that sending it again will do."""
        self.data = {name: self.data.get(name) for name in self.data} | {"seen": str(mark)}


class UploadForm(forms.Form):
    # Empty files are let through to the reader, whose refusal names the file and says what to do.
    uploads = SeveralFiles(
        label="Files", error_messages={"required": "Choose at least one file"},
        allow_empty_file=True,
    )  # fmt: skip
    readable = said("or")


class FactsForm(forms.Form):
    """The facts of a search that PRISMA-S asks for."""

    route = forms.ChoiceField(
        required=False, label="How the records were found", choices=Search.Route.choices,
        initial=Search.Route.DATABASE, help_text="PRISMA draws databases and registers apart from "
        "all other ways",
    )  # fmt: skip
    database = forms.CharField(
        max_length=120, label="Database searched",
        help_text="Such as MEDLINE, PsycInfo, Embase",
        error_messages={"required": "Enter the database that was searched"},
    )  # fmt: skip
    interface = forms.CharField(
        max_length=120, required=False, label="Interface or platform",
        help_text="Such as Ovid, EBSCOhost, PubMed",
    )  # fmt: skip
    searched_on = DayField(
        label="Date searched", error_messages={"required": "Enter the day of the search"}
    )  # fmt: skip
    strategy = forms.CharField(
        required=False, label="Strategy", strip=False, max_length=50_000,
        help_text="Every line as it was run, with limits and filters",
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )  # fmt: skip
    hits = forms.IntegerField(
        required=False, min_value=0, max_value=2_000_000_000,
        label="Records that the database reported",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "nhsuk-input--width-5"}),
        error_messages={"invalid": "Enter the number of records in digits"},
    )  # fmt: skip

    def clean_searched_on(self) -> Any:
        day = self.cleaned_data["searched_on"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError("The day of the search has not come yet")
        return day

    def facts(self) -> SearchFacts:
        """What was typed, as the action takes it."""
        typed = self.cleaned_data
        return SearchFacts(
            typed["database"], typed["searched_on"], typed["interface"], typed["strategy"],
            typed["hits"], typed["route"] or SearchFacts.route,
        )  # fmt: skip


class SearchForm(SeenForm, FactsForm):
    """Recording a search, or changing one."""


class ImportForm(FactsForm):
    """The decision on a previewed file."""

    search = forms.ChoiceField(label="Which search gave this file?")
    again = forms.BooleanField(required=False, label="Import the same file a second time")
    partial = forms.BooleanField(
        required=False, label="Import what can be read and leave the rest out"
    )

    keep = forms.ChoiceField(required=False, label="The decisions in the file")
    field_order = ("search", "route", "database", "interface", "searched_on", "strategy", "hits",
                   "keep", "again", "partial")  # fmt: skip

    def __init__(
        self, *args: Any, file: FileRow, twin: FileRow | None, searches: list[tuple[int, str]],
        like: Search | None = None, **options: Any,
    ) -> None:  # fmt: skip
        first: dict[str, Any] = {"search": NEW, "database": file.database[:120]}
        if like is not None:  # several files brought together are most often of one day
            first |= {"database": first["database"] or like.database, "interface": like.interface,
                      "route": like.route, "searched_on": like.searched_on}  # fmt: skip
        options["initial"] = first | options.get("initial", {})
        self.like = like
        super().__init__(*args, **options)
        field = cast(forms.ChoiceField, self.fields["search"])
        field.choices = [(NEW, "A search not recorded yet"),
                         *((str(pk), name) for pk, name in searches)]  # fmt: skip
        if not searches:
            field.widget = forms.HiddenInput()
        ways = keeping(file.decisions)
        cast(forms.ChoiceField, self.fields["keep"]).choices = ways
        self.fields["keep"].initial = ways[0][0]
        if not file.decisions:
            del self.fields["keep"]
        if twin is None:
            del self.fields["again"]
        if not file.reported:
            del self.fields["partial"]
        if self.data.get("search", NEW) != NEW:
            self.fields["database"].required = self.fields["searched_on"].required = False

    def clean(self) -> dict[str, Any]:
        typed = dict(super().clean() or self.cleaned_data)
        if "again" in self.fields and not typed.get("again"):
            self.add_error("again", "This very file was imported before: tick to import it again")
        if "partial" in self.fields and not typed.get("partial"):
            self.add_error("partial", "Some records cannot be imported: tick to import the others")
        return typed

    def recorded(self) -> int | None:
        """The search chosen among those recorded, if one was."""
        chosen = self.cleaned_data["search"]
        return None if chosen == NEW else int(chosen)


def keeping(decisions: dict[str, Any]) -> list[tuple[str, str]]:
    """What may become of the decisions that a file holds; asks of a stage where none is said."""
    if not decisions.get("without_stage"):
        return [("keep", "Keep them with the references"), ("", "Leave them out")]
    return [
        ("title", "Keep them, as decisions on title and abstract"),
        ("full text", "Keep them, as decisions on the full text"),
        ("keep", "Keep them, without saying at which stage they were made"),
        ("", "Leave them out"),
    ]


class ColumnsForm(forms.Form):
    """What each column of a table holds: a choice for each, the guess chosen."""

    def __init__(self, *args: Any, columns: list[dict[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.columns = columns
        for number, column in enumerate(columns):
            held = column["field"]
            offered = [(KEPT, "Nothing to map: keep it with the record"), *FIELDS.items()]
            if held in SPECIAL:
                offered.append((held, SPECIAL[held]))
            self.fields[f"column-{number}"] = forms.ChoiceField(
                required=False, label=column["heading"], choices=offered, initial=held
            )

    def rows(self) -> list[tuple[dict[str, Any], forms.BoundField]]:
        """Each column with its choice."""
        return [(it, self[f"column-{number}"]) for number, it in enumerate(self.columns)]

    def clean(self) -> dict[str, Any]:
        typed = dict(super().clean() or self.cleaned_data)
        if not TELLING & set(typed.values()) and not self.errors:
            raise forms.ValidationError(
                "Say which column holds the title, the abstract, the DOI or the PubMed number"
            )
        return typed

    def differs(self) -> bool:
        """True when columns were sent that are not as the file was read."""
        sent = [(column["field"], self.data.get(f"column-{number}"))
                for number, column in enumerate(self.columns)]  # fmt: skip
        return any(chosen is not None and chosen != held for held, chosen in sent)

    def said(self) -> dict[str, str]:
        """What was chosen, by the headings."""
        return {
            column["heading"]: self.cleaned_data[f"column-{number}"]
            for number, column in enumerate(self.columns)
        }


class CellsField(forms.MultipleChoiceField):
    """Cells of the project's framework, as "domain/level"."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **options)

    def of(self, lens: Framework) -> None:
        """Offer the cells of a framework."""
        self.choices = [(f"{domain}/{level}", f"{domain}/{level}") for domain, level in lens.cells]


class StatementForm(SeenForm):
    """One thing that a reference states."""

    sentence = forms.CharField(
        max_length=600, label="What it states", widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One sentence, in your own words",
        error_messages={"required": "Enter what the reference states"},
    )  # fmt: skip
    direction = forms.ChoiceField(
        required=False, label="Does it hinder or help?", widget=forms.RadioSelect,
        choices=[*Statement.Direction.choices, ("", "Neither, or both")], initial="",
    )  # fmt: skip
    place = forms.CharField(
        max_length=120, required=False, label="Where", help_text="Such as page 7, table 2"
    )
    quote = forms.CharField(
        required=False, max_length=5_000, label="Quote",
        widget=forms.Textarea(attrs={"rows": 3}), help_text="The paper's own words. They are "
        "looked up in the full text when one is attached",
    )  # fmt: skip
    cells = CellsField(
        label="Where it stands on the framework",
        error_messages={"invalid_choice": "Select cells from the table"},
    )

    def __init__(self, *args: Any, lens: Framework, **options: Any) -> None:
        super().__init__(*args, **options)
        cast(CellsField, self.fields["cells"]).of(lens)

    def said(self) -> dict[str, Any]:
        """What was typed, as the actions take it."""
        typed = {name: self.cleaned_data[name]
                 for name in ("sentence", "direction", "place", "quote")}  # fmt: skip
        cells = [tuple(cell.split("/", 1)) for cell in self.cleaned_data["cells"]]
        return {**typed, "cells": cells}


@dataclass(frozen=True)
class Chosen:
    """How references are taken out."""

    way: str = "ris"
    exact: bool = False
    decisions: bool = True
    state: str = ""


class ExportForm(forms.Form):
    """How references are taken out; whatever is wrong in the address is left out."""

    way = forms.ChoiceField(
        required=False, label="Form", initial="ris",
        choices=[(it.key, it.name) for it in WAYS.values()], widget=forms.RadioSelect,
    )  # fmt: skip
    cells = forms.ChoiceField(
        required=False, label="Cells of a table", initial="guarded", widget=forms.RadioSelect,
        choices=[("guarded", "For spreadsheets"), ("exact", "Exact")],
    )  # fmt: skip
    decisions = forms.ChoiceField(
        required=False, label="Decisions", initial="with", widget=forms.RadioSelect,
        choices=[("with", "With the decisions, reasons and notes"), ("without", "Without")],
    )  # fmt: skip
    state = forms.ChoiceField(required=False, label="State of screening")

    def __init__(self, *args: Any, states: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        first = {name: it.initial for name, it in self.fields.items() if it.initial}
        self.data = first | {name: self.data.get(name) for name in self.data}
        cast(forms.ChoiceField, self.fields["state"]).choices = [("", "Any"), *states]

    def chosen(self) -> Chosen:
        """What was chosen."""
        self.is_valid()
        typed = self.cleaned_data
        return Chosen(
            typed.get("way") or "ris", typed.get("cells") == "exact",
            typed.get("decisions") != "without", typed.get("state") or "",
        )  # fmt: skip


class PairForm(forms.Form):
    """What a person says of two references side by side."""

    verdict = forms.ChoiceField(
        choices=[(value, value) for value in ("same", "different", "related")]
    )
    kind = forms.ChoiceField(
        required=False, label="How they belong together",
        choices=[("", "Choose"), *Relation.Kind.choices],
    )  # fmt: skip
    turned = forms.BooleanField(required=False)
    note = forms.CharField(required=False, max_length=300, label="Note")
    anyway = forms.BooleanField(required=False, label="They are one work all the same")


class ListForm(forms.Form):
    """The list's search, filters and order; whatever is wrong in the address is left out."""

    words = forms.CharField(required=False, label="Words", max_length=300)
    search = forms.TypedChoiceField(required=False, label="Search", coerce=int, empty_value=None)
    file = forms.IntegerField(required=False, widget=forms.HiddenInput)
    since = forms.IntegerField(required=False, min_value=0, max_value=9999, label="From year")
    until = forms.IntegerField(required=False, min_value=0, max_value=9999, label="To year")
    kind = forms.ChoiceField(required=False, label="Kind")
    retracted = forms.ChoiceField(
        required=False,
        label="Retraction",
        choices=(("", "Any"), ("yes", "Only retracted"), ("no", "Not retracted")),
    )
    without_abstract = forms.BooleanField(required=False, label="Without an abstract")
    with_statements = forms.BooleanField(required=False, label="With statements")
    not_looked = forms.BooleanField(required=False, label="Not yet looked at for duplicates")
    merged = forms.ChoiceField(
        required=False, label="Records",
        choices=(("", "Any"), ("yes", "Merged of several"), ("no", "One record only")),
    )  # fmt: skip
    every_record = forms.BooleanField(required=False, label="Every record, merged or not")
    sort = forms.ChoiceField(required=False, label="Order", choices=list(SORTS.items()))
    page = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        offered = {
            "search": [("", "Any"), *((str(pk), name) for pk, name in choices.searches)],
            "kind": [("", "Any"), *((kind, kind.capitalize()) for kind in choices.kinds)],
        }
        for name, values in offered.items():
            cast(forms.ChoiceField, self.fields[name]).choices = values

    def asked(self) -> Asked:
        """What the address asks for, without what cannot be asked."""
        self.is_valid()
        typed = {
            name: value for name, value in self.cleaned_data.items() if value not in ("", None)
        }
        return Asked(**typed)
