// The coding page with a mouse or with keys alone. Places in the text are codepoints of the whole
// transcript, as the server counts them; the browser counts UTF-16 units, so `units` and `points`
// translate at the edge. What is selected is painted without touching the text's elements.

const page = document.getElementById("coding");
const text = document.getElementById("transcript");
const told = document.getElementById("told");
const search = document.getElementById("codes");
const coder = "coder" in page.dataset;
const state = { start: null, end: null, chosen: page.dataset.chosen, draft: "", turn: null, together: new Set() };
let sending = Promise.resolve();
let asking = 0;

page.classList.add("js");

// ---- places in the text ----

const turns = () => [...text.querySelectorAll(".talk")];
const said = (turn) => turn.querySelector(".said");
const points = (words) => [...words].length;
const units = (words, count) => [...words].slice(0, count).join("").length;
const from = (turn) => Number(turn.dataset.start);
const to = (turn) => Number(turn.dataset.end);
const turnAt = (place) => turns().find((turn) => from(turn) <= place && place < to(turn));

function placeOf(node, offset) {
  const holder = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest(".said");
  if (!holder) return null;
  const before = document.createRange();
  before.selectNodeContents(holder);
  before.setEnd(node, offset);
  return from(holder.closest(".talk")) + points(before.toString());
}

function pointIn(turn, place) {
  let left = units(said(turn).textContent, place - from(turn));
  const walker = document.createTreeWalker(said(turn), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (left <= node.length) return [node, left];
    left -= node.length;
  }
  return [said(turn), said(turn).childNodes.length];
}

function rangesOf(start, end) {
  return turns().filter((turn) => from(turn) < end && to(turn) > start).map((turn) => {
    const range = document.createRange();
    range.setStart(...pointIn(turn, Math.max(start, from(turn))));
    range.setEnd(...pointIn(turn, Math.min(end, to(turn))));
    return range;
  });
}

// ---- what is selected ----

const wordsOf = (start, end) => rangesOf(start, end).map(String).join("\n");

function paint() {
  if (!CSS.highlights) return;
  CSS.highlights.delete("chosen");
  if (state.start !== null) {
    CSS.highlights.set("chosen", new Highlight(...rangesOf(state.start, state.end)));
  }
}

function select(start, end, { aloud = false } = {}) {
  [state.start, state.end] = [start, end];
  paint();
  ask(start, end);
  if (!aloud) return;
  const words = wordsOf(start, end);
  const count = words.split(/\s+/).filter(Boolean).length;
  say(`Selected, ${count} ${count === 1 ? "word" : "words"}: ${words}`);
}

function letGo() {
  [state.start, state.end] = [null, null];
  getSelection().removeAllRanges();
  paint();
  ask("", "");
}

// The panel is asked for when the selection has rested for a moment.
function ask(start, end, extra = "", wait = 200) {
  clearTimeout(asking);
  asking = setTimeout(() => {
    const address = `${page.dataset.panel}?start=${start}&end=${end}&code=${state.chosen}${extra}`;
    request("GET", address, { source: "#panel", target: "#panel", swap: "innerHTML" });
  }, wait);
}

const askAgain = () => ask(state.start ?? "", state.end ?? "", "", 0);

function say(words) {
  told.textContent = words;
}

// ---- acts ----

// One request after another: acts keep their order, and htmx, which of two requests that wait on one
// source keeps only the last, never sees two.
function request(verb, address, how) {
  sending = sending.then(() => htmx.ajax(verb, address, how)).catch(() => {});
  return sending;
}

const send = (address, values) => request("POST", address, { source: page, swap: "none", values });

function mark(values) {
  if (!coder) return;
  if (state.start === null) {
    say("Nothing is selected. Select some words of a turn first.");
    return;
  }
  const { start, end } = state;
  const version = page.dataset.version;
  send(page.dataset.apply, { version, start, end, shown: wordsOf(start, end), ...values });
}

function choose(code) {
  state.chosen = code;
  document.querySelectorAll("#tree li").forEach((item) => {
    item.classList.toggle("on", item.querySelector(".cb").dataset.code === code);
  });
  askAgain();
}

// With codes put together by "And another", all of them go on at once.
function take(code) {
  choose(code);
  if (state.start === null) {
    say(`${nameOf(code)} is chosen. Select some words to put it on.`);
    return;
  }
  mark({ code: [...new Set([...state.together, code])] });
  state.together.clear();
  showTogether();
}

function showTogether() {
  document.querySelectorAll("#tree li, #recent li").forEach((item) => {
    item.classList.toggle("with", state.together.has(item.querySelector(".cb").dataset.code));
  });
}

function nameOf(code) {
  return document.querySelector(`[data-code="${code}"] .cn`)?.textContent ?? "";
}

function keepMemo() {
  const box = document.getElementById("memo");
  const memo = box?.value.trim();
  if (!memo) return say("The memo is empty.");
  [state.draft, box.value] = ["", ""];
  mark({ memo });
  return focusTurn();
}

function writeMemo() {
  const box = document.getElementById("memo");
  if (state.start === null || !box) say("Select the words that the memo is about first.");
  else box.focus();
}

// ---- turns, words, sentences ----

function focusTurn(turn = state.turn && document.getElementById(state.turn)) {
  const next = turn || turns()[0];
  if (!next) return;
  document.querySelectorAll(".talk.foc").forEach((other) => other.classList.remove("foc"));
  next.classList.add("foc");
  state.turn = next.id;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

// To step to another turn lets go of what is selected in this one: the next key then means the new turn.
function stepTo(turn) {
  if (turn.id !== state.turn && state.start !== null) letGo();
  return focusTurn(turn);
}

async function step(by) {
  const all = turns();
  const here = all.findIndex((turn) => turn.id === state.turn);
  if (here < 0) return focusTurn(firstSeen(all));
  const more = document.querySelector(by > 0 ? "#later a" : "#earlier a");
  if (!all[here + by] && more) {
    await request("GET", more.getAttribute("hx-get"), { source: more, target: more.closest(".more"), swap: "outerHTML" });
    return step(by);
  }
  return stepTo(all[here + by] ?? all[here]);
}

const firstSeen = (all) => all.find((turn) => turn.getBoundingClientRect().bottom > 80) ?? all[0];

function stretchesOf(turn) {
  const words = said(turn).textContent;
  return [...words.matchAll(/\S+/gu)].map((found) => {
    const start = from(turn) + points(words.slice(0, found.index));
    return [start, start + points(found[0])];
  });
}

function sentencesOf(turn) {
  const numbers = turn.dataset.sentences.split(" ").filter(Boolean).map(Number);
  return numbers.flatMap((at, n) => (n % 2 ? [] : [[from(turn) + at, from(turn) + numbers[n + 1]]]));
}

// Move by units (words or sentences): to another one, or to hold one more or one fewer.
function reach(unitsOf, by, grow) {
  const turn = turnAt(state.start ?? -1) ?? document.getElementById(state.turn) ?? firstSeen(turns());
  if (!turn) return;
  if (state.turn !== turn.id) focusTurn(turn);
  const all = unitsOf(turn);
  if (!all.length) return;
  const held = state.start === null || !turn.contains(turnAt(state.start)) ? []
    : all.filter(([start, end]) => start < state.end && end > state.start);
  const first = all.indexOf(held[0]);
  const last = all.indexOf(held.at(-1));
  if (!held.length) select(...all[by > 0 ? 0 : all.length - 1], { aloud: true });
  else if (!grow) select(...all[Math.min(Math.max((by > 0 ? last : first) + by, 0), all.length - 1)], { aloud: true });
  else {
    const edge = Math.min(Math.max(last + by, first), all.length - 1);
    select(all[first][0], all[edge][1], { aloud: true });
  }
}

function sentence(by) {
  const turn = turnAt(state.start ?? -1);
  const whole = turn && sentencesOf(turn).some(([start, end]) => start <= state.start && state.end <= end
    && !(start === state.start && end === state.end));
  if (whole && by > 0) {
    const [start, end] = sentencesOf(turn).find(([first, last]) => first <= state.start && state.end <= last);
    select(start, end, { aloud: true });
  } else reach(sentencesOf, by, true);
}

page.addEventListener("click", (event) => {
  const code = event.target.closest("[data-code]");
  const doing = event.target.closest("[data-do]")?.dataset.do;
  if (code && coder) {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) page.coding.putTogether(code.dataset.code);
    else take(code.dataset.code);
  } else if (doing === "apply") take(state.chosen);
  else if (doing === "with") {
    page.coding.putTogether();
    search.focus();
  }
  else if (doing === "search") search.focus();
  else if (doing === "memo") keepMemo();
});

page.addEventListener("input", (event) => {
  if (event.target.id === "memo") state.draft = event.target.value;
});

// ---- the mouse, a finger, or the browser's own selecting ----

function readSelection() {
  const chosen = getSelection();
  if (chosen.isCollapsed || !chosen.rangeCount) return;
  const range = chosen.getRangeAt(0);
  if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return;
  const inside = [...text.querySelectorAll(".said")].filter((one) => range.intersectsNode(one));
  if (!inside.length) return;
  const start = placeOf(range.startContainer, range.startOffset) ?? from(inside[0].closest(".talk"));
  const end = placeOf(range.endContainer, range.endOffset) ?? to(inside.at(-1).closest(".talk"));
  if (start < end && (start !== state.start || end !== state.end)) {
    state.turn = turnAt(start)?.id ?? state.turn;
    select(start, end);
  }
}

let resting = 0;
document.addEventListener("selectionchange", () => {
  clearTimeout(resting);
  resting = setTimeout(readSelection, 150);
});

text.addEventListener("click", (event) => {
  const turn = event.target.closest(".talk");
  if (!turn || event.target.closest("a, button") || !getSelection().isCollapsed) return;
  focusTurn(turn);
  const coded = event.target.closest("mark");
  if (!coded) return;
  const place = placeOf(coded.firstChild, 0);
  ask(place, place + 1, "&point=1", 0);
});

// ---- keys ----

const single = {
  j: () => step(1), k: () => step(-1), s: () => sentence(1), S: () => sentence(-1),
  "/": () => search.focus(), m: writeMemo,
  z: () => send(document.getElementById("undo").action, {}),
  Z: () => send(document.getElementById("redo").action, {}),
  "?": () => { const list = document.getElementById("all-keys"); list.open = !list.open;
    (list.open ? list.querySelector("summary") : null)?.focus(); if (!list.open) focusTurn(); },
};
// What coding-jump.js and coding-names.js build on.
page.coding = {
  state, keys: single, say, send, select, turns, turnAt, from, firstSeen, focusTurn, nameOf, showTogether, choose, take,
};
const moves = { ArrowRight: 1, ArrowLeft: -1 };
const letters = document.getElementById("letters");
const LETTERS = "uptake-coding-letters";

if (letters) {
  letters.checked = localStorage.getItem(LETTERS) !== "off";
  letters.addEventListener("change", () => {
    localStorage.setItem(LETTERS, letters.checked ? "on" : "off");
    say(letters.checked ? "Single keys are on." : "Single keys are off. Arrows and Enter still work.");
  });
}

document.addEventListener("keydown", (event) => {
  if (!coder || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") return escape(event);
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const free = !event.target.closest("a, button, summary");
  if (event.key in moves && (free || state.start !== null)) reach(stretchesOf, moves[event.key], event.shiftKey);
  else if (event.key === "Enter" && free && state.chosen) take(state.chosen);
  else if (letters?.checked && event.key in single) single[event.key]();
  else if (letters?.checked && /^[1-9]$/.test(event.key)) recent(Number(event.key));
  else return;
  event.preventDefault();
});

function escape(event) {
  if (event.target.closest("input, textarea")) {
    focusTurn();
    askAgain();
  } else letGo();
  event.preventDefault();
}

function recent(number) {
  const code = document.querySelector(`#recent li[data-n="${number}"] .cb`)?.dataset.code;
  if (code) take(code);
  else say(`There is no code on key ${number}.`);
}

// ---- after the server has answered ----

// Nobody's box is taken away while they write in it; the panel is fetched again when they leave.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id === "panel" && document.activeElement.closest(".memo")) {
    event.detail.shouldSwap = false;
  }
});

document.body.addEventListener("htmx:afterSettle", () => {
  paint();
  showTogether();
  const box = document.getElementById("memo");
  if (box && state.draft && !box.value) box.value = state.draft;
  const turn = state.turn && document.getElementById(state.turn);
  if (!turn) return;
  turn.classList.add("foc");
  if (document.activeElement === document.body) focusTurn(turn);
});
document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.requestConfig.verb === "post") askAgain();
});
for (const failure of ["htmx:responseError", "htmx:sendError"]) {
  document.body.addEventListener(failure, () => {
    say("Not done: the server could not be reached or refused. What you selected is still selected; try again.");
  });
}
const asked = turns().find((turn) => `#${turn.id}` === location.hash);
if (asked) focusTurn(asked);
