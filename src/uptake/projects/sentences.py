"""The trail in words: "coded 12 passages", from an event's name and how often it happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from uptake.projects.queries import TrailRow

ODD = {
    "job.started": ("started background work", "started background work {n} times"),
    "job.cancel_asked": ("asked background work to stop",
                         "asked background work to stop {n} times"),
    "look_again.marked": ("marked something for another look",
                          "marked {n} things for another look"),
    "look_again.settled": ("looked at something again", "looked at {n} things again"),
    "look_again.settled_together": ("looked at several things again at once",
                                    "looked at several things again, {n} times"),
    "framework.chosen": ("chose another framework", "chose another framework {n} times"),
    "framework.edited": ("edited the framework", "edited the framework {n} times"),
    "project.started": ("started the project", "started {n} projects"),
    "project.changed": ("changed the project's title, question or service",
                        "changed the project's title, question or service {n} times"),
    "password.changed": ("changed a password", "changed {n} passwords"),
    "pair.undone": ("undid the decision on a pair", "undid {n} decisions on pairs"),
    "pair.set_beside": ("put two references side by side",
                        "put references side by side {n} times"),
    "relation.removed": ("removed a link", "removed {n} links"),
    "record.taken_out": ("separated a record from a merged reference",
                         "separated {n} records from merged references"),
    "duplicates.searched": ("looked for duplicates", "looked for duplicates {n} times"),
    "duplicates.taken_back": ("undid the merges of a search",
                              "undid the merges of {n} searches"),
    "references.imported": ("imported references", "imported {n} files of references"),
    "arrival.dropped": ("dropped a file that waited", "dropped {n} files that waited"),
    "arrivals.forgotten": ("dropped files that waited for over a week",
                           "dropped files that waited for over a week, {n} times"),
    "project_files.forgotten": ("dropped project files that waited for over a week",
                                "dropped project files that waited for over a week, {n} times"),
    "codebook.imported": ("imported a codebook", "imported a codebook {n} times"),
    "codebook.undone": ("undid a change of the codebook", "undid {n} changes of the codebook"),
    "codebook.numbered": ("kept a version of the codebook", "kept {n} versions of the codebook"),
    "codebook.constructs_brought": ("brought codes from a framework",
                                    "brought codes from frameworks {n} times"),
    "code.merged": ("merged codes", "merged codes {n} times"),
    "code.split": ("split a code", "split {n} codes"),
    "code.wording_restored": ("worded a code as in a version",
                              "worded {n} codes as in a version"),
    "code.reinstated": ("put a retired code back", "put {n} retired codes back"),
    "coreq.answered": ("answered an item of COREQ", "answered {n} items of COREQ"),
    "coreq.answer_removed": ("removed an answer to COREQ", "removed {n} answers to COREQ"),
    "coreq.answer_put_back": ("put an answer to COREQ back", "put {n} answers to COREQ back"),
    "names.added": ("added names to look for", "added names to look for {n} times"),
    "name.changed": ("changed a pseudonym", "changed {n} pseudonyms"),
    "name.dropped": ("dropped a name to look for", "dropped {n} names to look for"),
    "transcript.followed": ("named the guide of a transcript",
                            "named the guides of {n} transcripts"),
    "transcript.questions_confirmed": ("confirmed which questions a transcript answers",
                                       "confirmed which questions {n} transcripts answer"),
    "transcript.looked_through": ("looked a transcript through for names",
                                  "looked {n} transcripts through for names"),
    "transcript.waived": ("waived the de-identification of a transcript",
                          "waived the de-identification of {n} transcripts"),
    "transcript.reopened": ("took de-identification up again",
                            "took de-identification up again {n} times"),
    "proposal.accepted": ("accepted what to replace", "accepted {n} replacements"),
    "proposals.accepted": ("accepted several replacements at once",
                           "accepted several replacements at once, {n} times"),
    "proposal.refused": ("left proposed words as they are",
                         "left proposed words as they are {n} times"),
    "proposal.added": ("added words to replace", "added {n} places to replace"),
    "proposal.undone": ("undid a decision on words to replace",
                        "undid {n} decisions on words to replace"),
    "raw_text.seen": ("looked at a transcript's raw words",
                      "looked at the raw words of transcripts {n} times"),
    "theme.quote_chosen": ("chose a quote for a theme", "chose {n} quotes for themes"),
    "theme.quote_taken_off": ("took a quote off a theme", "took {n} quotes off themes"),
    "theme.quote_put_back": ("put a theme's quote back", "put {n} quotes of themes back"),
    "theme.codes_tied": ("tied codes to a theme", "tied codes to themes {n} times"),
    "theme.code_untied": ("untied codes from a theme", "untied codes from themes {n} times"),
    "project_file.undone": ("undid what a project file brought",
                            "undid what {n} project files brought"),
    "evidence.marked": ("marked a representative quote", "marked {n} representative quotes"),
    "interviews.file_taken": ("took a file of the analysis out",
                              "took {n} files of the analysis out"),
    "interviews.taken_out": ("took the interviews out", "took the interviews out {n} times"),
    "reference.reinstated": ("undid a retraction", "undid {n} retractions"),
    "passage.let_go": ("let a lost passage go", "let {n} lost passages go"),
    "passage.placed": ("found a lost passage's place", "found {n} lost passages' places"),
    "passages.coded_from_table": ("coded passages from a table",
                                  "coded passages from a table {n} times"),
    "passages.coded_by_rule": ("coded what was found", "coded what was found {n} times"),
    "code.kept_at_hand": ("changed which codes are favourites",
                          "changed which codes are favourites {n} times"),
    "coding.undone": ("undid coding", "undid coding {n} times"),
    "coding.redone": ("redid coding", "redid coding {n} times"),
    "coding.removed": ("removed a code from a passage", "removed {n} codes from passages"),
    "cells.asked": ("said what was asked about", "said what was asked about {n} times"),
    "evidence.tied": ("tied evidence to a finding", "tied evidence to findings {n} times"),
    "evidence.taken_off": ("removed evidence from a finding",
                           "removed evidence from findings {n} times"),
    "evidence.put_back": ("put evidence back", "put evidence back {n} times"),
    "finding.made_from_code": ("wrote a finding on a code", "wrote {n} findings on codes"),
    "recommendation.agreed": ("agreed to a recommendation", "agreed to {n} recommendations"),
    "recommendation.status_changed": ("changed where a recommendation stands",
                                      "changed where recommendations stand {n} times"),
    "basis.laid": ("laid a finding beneath a recommendation",
                   "laid {n} findings beneath recommendations"),
    "bases.laid": ("laid findings beneath a recommendation",
                   "laid findings beneath recommendations {n} times"),
    "basis.taken_off": ("removed a finding from a recommendation",
                        "removed {n} findings from recommendations"),
    "basis.put_back": ("put a finding back beneath a recommendation",
                       "put {n} findings back beneath recommendations"),
    "action.status_changed": ("changed where an action stands",
                              "changed where actions stand {n} times"),
    "barrier.answered": ("tied an action to a finding", "tied actions to {n} findings"),
    "barriers.answered": ("tied an action to findings", "tied actions to findings {n} times"),
    "answer.taken_off": ("removed a finding from an action",
                         "removed {n} findings from actions"),
    "answer.put_back": ("tied a finding to an action again", "tied {n} findings to actions again"),
    "value.taken_out": ("removed a value", "removed {n} values"),
    "value.put_back": ("put a value back", "put {n} values back"),
    "file.columns_named": ("named the columns of a file", "named the columns of {n} files"),
    "statement.said_the_same": ("said that two statements say the same",
                                "said of {n} pairs of statements that they say the same"),
    "statement.said_apart": ("said that a statement says something of its own",
                             "said that {n} statements say something of their own"),
    "verdict.undone": ("undid a verdict", "undid {n} verdicts"),
    "conflict.reopened": ("opened a settled conflict again", "opened {n} settled conflicts again"),
    "import.undone": ("undid an import", "undid {n} imports"),
    "import.put_back": ("put back an import", "put back {n} imports"),
    "settlement.undone": ("undid a settlement", "undid {n} settlements"),
    "decision.looked_at": ("said that decisions still hold",
                           "said that decisions still hold, {n} times"),
    "decisions.taken_over": ("used decisions that files brought",
                             "used decisions that files brought, {n} times"),
    "decisions.given_back": ("removed verdicts from elsewhere",
                             "removed verdicts from elsewhere {n} times"),
    "calibration.opened": ("opened a calibration round", "opened {n} calibration rounds"),
    "calibration.closed": ("closed a calibration round", "closed {n} calibration rounds"),
    "criterion.added": ("added a criterion", "added {n} criteria"),
    "criterion.reworded": ("reworded a criterion", "reworded {n} criteria"),
    "criterion.retired": ("retired a criterion", "retired {n} criteria"),
    "criterion.moved": ("moved a criterion up or down", "moved criteria up or down {n} times"),
    "audit.drawn": ("drew a random audit", "drew {n} random audits"),
    "stage.changed": ("changed how a stage is screened",
                      "changed how stages are screened {n} times"),
    "stage.opened": ("ended the blinding of a stage", "ended the blinding of {n} stages"),
    "stage.ended": ("ended a stage with references unread",
                    "ended {n} stages with references unread"),
    "stage.reopened": ("opened an ended stage again", "opened {n} ended stages again"),
    "ranking.made": ("ordered the references anew", "ordered the references anew {n} times"),
    "document.put_back": ("put a document back", "put {n} documents back"),
    "document.taken_off": ("removed a document from a reference",
                           "removed {n} documents from references"),
    "document.unreadable": ("found a document without readable text",
                            "found {n} documents without readable text"),
    "text.attached": ("attached a full text", "attached {n} full texts"),
    "text.set_aside": ("set a PDF aside", "set {n} PDFs aside"),
    "text.taken_up": ("put a PDF back that was set aside",
                      "put {n} PDFs back that were set aside"),
    "texts.arrived": ("brought in PDFs", "brought in PDFs {n} times"),
    "texts.matched": ("matched PDFs to references", "matched PDFs to references {n} times"),
    "retrieval.noted": ("noted how the search for a full text goes",
                        "noted how the search for {n} full texts goes"),
    "studies.made": ("made studies of the included reports",
                     "made studies of the included reports {n} times"),
    "study.opened": ("opened what was entered of a study",
                     "opened what was entered of {n} studies"),
    "report.joined": ("joined a report to a study", "joined {n} reports to studies"),
    "report.split": ("made a study of its own of a report",
                     "made studies of their own of {n} reports"),
    "report.made_main": ("made a report a study's main one",
                         "made {n} reports their studies' main ones"),
    "report.taken_off": ("removed a report from a study", "removed {n} reports from studies"),
    "form.taken_over": ("used a form", "used {n} forms"),
    "entries.made": ("entered values of a study", "entered values of studies {n} times"),
    "values.settled": ("settled the values that agree", "settled the values that agree {n} times"),
    "extraction.done": ("finished reading a study", "finished reading {n} studies"),
    "extraction.taken_up_again": ("opened their reading of a study again",
                                  "opened their reading of {n} studies again"),
    "checklist.taken_into_use": ("began to use a checklist", "began to use {n} checklists"),
    "participants.added": ("added several participants",
                           "added several participants at once, {n} times"),
    "participant.withdrawn_in_part": ("withdrew a part of what a participant said",
                                      "withdrew parts of what participants said, {n} times"),
    "approach.noted": ("wrote in the recruitment log", "wrote in the recruitment log {n} times"),
    "approach.removed": ("took a line off the recruitment log",
                         "took {n} lines off the recruitment log"),
    "approach.put_back": ("put a line of the recruitment log back",
                          "put {n} lines of the recruitment log back"),
    "attributes.filled_in": ("entered what participants are",
                             "entered what participants are {n} times"),
    "attribute.restored": ("put an attribute back", "put {n} attributes back"),
    "target.set": ("said how many are wanted", "said how many are wanted {n} times"),
    "saturation.judged": ("judged saturation", "judged saturation {n} times"),
    "saturation.taken_back": ("took a judgement on saturation back",
                              "took {n} judgements on saturation back"),
    "saturation.put_back": ("put a judgement on saturation back",
                            "put {n} judgements on saturation back"),
    "consent_form.restored": ("put a consent form back", "put {n} consent forms back"),
    "identity.written": ("locked away a name or contact", "locked away {n} names or contacts"),
    "identity.seen": ("looked at a name or contact", "looked at {n} names or contacts"),
    "identity.erased": ("erased a name or contact", "erased {n} names or contacts"),
    "identity_key.changed": ("changed the key of the identity store",
                             "changed the key of the identity store {n} times"),
    "identity_key.destroyed": ("destroyed the key of the identity store",
                               "destroyed {n} keys of the identity store"),
    "coding_round.begun": ("began a coding round", "began {n} coding rounds"),
    "assignment.made": ("gave somebody a transcript to code",
                        "gave {n} transcripts to coders"),
    "assignment.ended": ("took a coder off a transcript", "took coders off {n} transcripts"),
    "assignment.handed_over": ("handed a transcript over to another coder",
                               "handed {n} transcripts over to other coders"),
    "assignment.done": ("finished coding a transcript", "finished coding {n} transcripts"),
    "assignment.taken_up_again": ("went on coding a transcript",
                                  "went on coding {n} transcripts"),
    "coding_round.called_off": ("called off a coding round", "called off {n} coding rounds"),
    "coding_round.reopened": ("took up the adjudication of a round again",
                              "took up the adjudication of {n} rounds again"),
    "place.adjudicated": ("decided between coders", "decided {n} times between coders"),
    "places.agreed": ("agreed where coders say the same",
                      "agreed where coders say the same, {n} times"),
    "adjudication.undone": ("undid a decision between coders",
                            "undid {n} decisions between coders"),
    "checklist.restored": ("put a checklist back", "put {n} checklists back"),
    "summary.written": ("wrote a summary in the framework chart",
                        "wrote {n} summaries in the framework chart"),
    "summary.removed": ("removed a summary from the framework chart",
                        "removed {n} summaries from the framework chart"),
    "summary.kept": ("kept a summary of somebody who withdrew",
                     "kept {n} summaries of people who withdrew"),
    "summary.restored": ("put an earlier summary back in the framework chart",
                         "put {n} earlier summaries back in the framework chart"),
    "content.filled": ("brought passages into the content analysis",
                       "brought passages into the content analysis {n} times"),
    "content.written": ("wrote a row of the content analysis",
                        "wrote {n} rows of the content analysis"),
    "content.brought_in": ("brought in a table of the content analysis",
                           "brought in {n} tables of the content analysis"),
    "content.taken_out": ("took a row out of the content analysis",
                          "took {n} rows out of the content analysis"),
    "content.undone": ("undid a change of the content analysis",
                       "undid {n} changes of the content analysis"),
    "content.category_added": ("added a category", "added {n} categories"),
    "content.category_changed": ("changed a category", "changed {n} categories"),
    "content.category_retired": ("retired a category", "retired {n} categories"),
    "content.categories_merged": ("merged two categories", "merged categories {n} times"),
    "content.reduction_changed": ("changed a reduction", "changed {n} reductions"),
    "content.reduction_retired": ("retired a reduction", "retired {n} reductions"),
    "content.reductions_merged": ("merged two reductions", "merged reductions {n} times"),
}  # fmt: skip
PAST = {"written": "wrote", "withdrawn": "withdrew", "taken": "took"}
THINGS = {"lookagain": "mark", "plannedaction": "action", "importfile": "file",
          "importoddity": "remark", "earlierwording": "wording", "formerplace": "place",
          "codingact": "coding", "codinground": "coding round", "findingcell": "cell",
          "askedcell": "cell",
          "support": "strand", "duplicatepair": "pair", "duplicatesearch": "search for duplicates",
          "relation": "link", "stopdecision": "end of a stage", "randomaudit": "random audit",
          "calibration": "calibration round", "identitykey": "key of the identity store",
          "consentform": "consent form", "saturationcall": "judgement on saturation",
          "samplingtarget": "number wanted", "attributevalue": "value of an attribute",
          "reviewround": "round", "formfield": "field",
          "arrivedtext": "PDF", "saiddone": "study read", "reconciled": "settled value",
          "documentpage": "page of a document", "pairdecision": "decision on a pair",
          "chartsummary": "summary in the chart", "contentrow": "row of the content analysis",
          "contentcategory": "category", "contentchange": "change"}  # fmt: skip
FILES = {"chart": "the framework chart", "content": "the content analysis", "quotes": "quotes",
         "crosstab": "a cross-tab", "coreq": "COREQ", "saturation": "the table of saturation",
         "agreement": "a table of agreement", "transcript": "a transcript",
         "codebook": "the codebook", "themes": "the themes"}  # fmt: skip
"""What a file of the analysis holds, as the trail tells of it."""
LABELS = ("sentence", "title", "name", "pseudonym", "database", "label")
IRREGULAR = {"memo": "memos", "study": "studies", "query": "queries", "coding": "codings",
             "search": "searches"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happening:
    """Events of one kind, by one person, one after another."""

    actor: str
    what: str
    label: str
    at: datetime
    kind: str
    id: int | None


def sentence(verb: str, n: int = 1) -> str:
    """What somebody did: `passage.coded` becomes "coded a passage", or "coded 12 passages"."""
    if ":" in verb:
        done = f"took {FILES[verb.partition(':')[2]]} out"
        return done if n == 1 else f"{done} {n:,} times"
    if verb in ODD:
        return ODD[verb][n != 1].format(n=f"{n:,}")
    noun, _, done = verb.rpartition(".")
    noun, done = noun.replace("_", " "), PAST.get(done, done).replace("_", " ")
    if not noun:
        return done if n == 1 else f"{done}, {n:,} times"
    if n != 1:
        plural = IRREGULAR.get(noun, noun if noun.endswith("s") else f"{noun}s")
        return f"{done} {n:,} {plural}"
    return f"{done} {'an' if noun[0] in 'aeio' else 'a'} {noun}"


def verb_of(row: TrailRow) -> str:
    """What an event is told as: what is put on a passage with no code is a memo; files by kind."""
    if row.verb == "passage.coded" and row.after.get("codes") == []:
        return "memo.written"
    if row.verb == "interviews.file_taken" and (what := str(row.after.get("what"))) in FILES:
        return f"{row.verb}:{what}"
    return row.verb


def thing(kind: str) -> str:
    """What a kind of row is called on pages: `plannedaction` is an action."""
    return THINGS.get(kind, kind.replace("_", " "))


def label(row: TrailRow) -> str:
    """The thing's own words, where the trail holds them; private ones are digests, never words."""
    values: dict[str, Any] = {**row.before, **row.after}
    found = next((values[name] for name in LABELS if isinstance(values.get(name), str)), "")
    return found if len(found) <= 90 else f"{found[:88].rstrip()}…"


def happenings(rows: Iterable[TrailRow]) -> list[Happening]:
    """The same things done one after another by one person, told once. Newest first."""
    told = []
    for (actor, verb), run in groupby(rows, key=lambda row: (row.actor, verb_of(row))):
        events = list(run)
        first = events[0]
        told.append(Happening(
            actor, sentence(verb, len(events)), label(first) if len(events) == 1 else "",
            first.at, first.object_kind, first.object_id if len(events) == 1 else None,
        ))  # fmt: skip
    return told
