"""Replaying a screening whose decisions are known, to see how soon the order finds them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

import uptake
from uptake.cli.curves import Curve, bars, rows, svg
from uptake.cli.labelled import Labelled, labelled, recorded
from uptake.cli.terminal import Told, as_json, as_table, counted, examples, say, working, write_out

ORDERS = ("relevance", "uncertainty", "random")  # screening.KINDS, which takes a second to import
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(
    epilog=examples(
        "uptake simulate labelled.csv",
        "uptake simulate labelled.csv --label included --seed 3 --svg recall.svg",
        "uptake simulate labelled.ris --json > run.json",
        "uptake simulate labelled.ris --order uncertainty --against run.json",
    )
)
@click.argument("file", type=FILE)
@click.option("--label", default="", metavar="COLUMN",
              help="the column of decisions in a table, where it has no usual name")  # fmt: skip
@click.option("--seed", default=0, show_default=True, help="settles all that is left to chance")
@click.option("--order", type=click.Choice(ORDERS), default="relevance", show_default=True,
              help="what is read next")  # fmt: skip
@click.option("--known", default=1, show_default=True, type=click.IntRange(0),
              help="included records known at first, and as many excluded")  # fmt: skip
@click.option(
    "--words",
    multiple=True,
    metavar="PHRASE",
    help="a key word that speaks for a record; repeatable",
)
@click.option(
    "--not-words", multiple=True, metavar="PHRASE", help="one that speaks against; repeatable"
)
@click.option("--embeddings", is_flag=True, help="sentence vectors beside words (an extra)")
@click.option("--each", is_flag=True, help="make the order anew after each record; slower")
@click.option("--against", multiple=True, type=FILE, metavar="RUN.json",
              help="a recorded run of the same file; repeatable")  # fmt: skip
@click.option("--svg", "picture", default="", metavar="FILE", help="draw the recall curves into it")
@click.option("--force", is_flag=True, help="write over a picture that is there")
@click.option("--json", "json_", is_flag=True, help="the run as JSON, for --against and scripts")
def simulate(file: Path, label: str, picture: str, force: bool, json_: bool,
             against: tuple[Path, ...], **asked: Any) -> None:  # fmt: skip
    """Replay a screening whose decisions are known, and show how soon it finds what is relevant.

    FILE is any export that carries decisions, or a table with a column of them (1 included, 0
    excluded). Nothing is stored.
    """
    records = labelled(file, label)
    others = [(one.stem, *recorded(one, records.labels)) for one in against]
    run, named = _replay(records, **asked)
    told = run.metrics()
    curves = [Curve(named, run.found)]
    curves += [Curve(name, tuple(records.labels[at] for at in order)) for name, _, order in others]
    if picture:
        drawn = svg(curves, f"Recall: {records.name}").encode()
        write_out(picture, io.BytesIO(drawn), force)
    cite = _cite(records, asked, told.relevant + asked["known"])
    if json_:
        as_json({
            "file": records.name, "version": uptake.__version__, **asked,
            "records": len(records.labels), "included": sum(records.labels),
            "undecided": records.undecided, "metrics": asdict(told), "fits": run.fits,
            "cite": cite, "known": run.known, "order": run.order,
        })  # fmt: skip
        return
    _show(records, curves, cite)


def _replay(
    records: Labelled, *, seed: int, order: str, known: int,
    words: tuple[str, ...], not_words: tuple[str, ...], embeddings: bool, each: bool,
) -> tuple[Any, str]:  # fmt: skip
    from uptake.instruments import sentence_model
    from uptake.methods import screening
    from uptake.methods.screening import simulate as replay
    from uptake.methods.screening.embeddings import vectors

    try:
        first = replay.known_at_first(records.labels, seed, known, known)
        with working("Reading titles and abstracts"):
            texts = screening.features(records.titles, records.abstracts)
        dense = None
        if embeddings:
            model = sentence_model.installed()
            with working("Sentence vectors") as bar:
                dense = vectors(
                    records.titles, records.abstracts, model, lambda n, all_: bar(n, all_, "")
                )
    except ValueError as fault:
        raise Told(str(fault), "Lower --known.") from fault
    except sentence_model.NotInstalled as fault:
        raise Told(str(fault)) from fault
    guess = screening.prior(texts, words, not_words) if words or not_words else None
    with working("Screening") as bar:
        run = replay.simulate(
            texts, records.labels, first, seed, kind=order,  # type: ignore[arg-type]
            growth=0 if each else replay.GROWTH, prior=guess, vectors=dense,
            tell=lambda n, all_: bar(n, all_, ""),
        )  # fmt: skip
    if not 0 < sum(run.found) < len(run.found):
        raise Told("Nothing is left to find, or nothing else.", "Lower --known.")
    return run, order.capitalize()


def _show(records: Labelled, curves: Sequence[Curve], cite: str) -> None:
    from uptake.methods.screening.metrics import metrics

    left = f", {records.undecided:,} more without a decision left out" if records.undecided else ""
    say(f"{records.name}: {counted(len(records.labels), 'record')}, "
        f"{sum(records.labels):,} included{left}")  # fmt: skip
    say()
    for line in bars(curves[0]):
        say(line)
    say("▒ and │ mark what a random order would have found")
    say()
    as_table(("read", *(curve.name for curve in curves), "random"), rows(curves))
    say()
    figures = [(curve.name, metrics(curve.found)) for curve in curves]
    as_table(
        ("order", "loss", "WSS@95", "read for 95 %", "read for all"),
        [
            (name, f"{one.loss:.4f}", f"{one.wss95:.3f}", one.read95, one.read100)
            for name, one in figures
        ],
    )
    say()
    say(f"To cite: {cite}")


def _cite(records: Labelled, asked: dict[str, Any], included: int) -> str:
    """A sentence for a methods section."""
    start = (
        f"starting from {counted(asked['known'], 'included record')} and as many excluded"
        if asked["known"]
        else "starting from no decision"
    )
    ways = {
        "relevance": "most relevant first", "uncertainty": "most uncertain first",
        "random": "in random order",
    }  # fmt: skip
    vectors = " and sentence vectors" if asked["embeddings"] else ""
    words = ", key words given" if asked["words"] or asked["not_words"] else ""
    learner = f" (linear support vector machine on word TF-IDF{vectors}{words})"
    return (
        f"Screening of {len(records.labels):,} records, {included:,} of them included, was "
        f"simulated with Uptake {uptake.__version__}, {ways[asked['order']]}"
        f"{'' if asked['order'] == 'random' else learner}, {start}, seed {asked['seed']}."
    )
