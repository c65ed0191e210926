// Screening with the keys alone. The page works without any of this: each key presses a button or
// follows a link that is there to be pressed.

const place = document.getElementById("screening");
const keysOn = document.getElementById("keys-on");
const OFTEN = 10;
const IDLE = 5 * 60;
let shown = performance.now();
let judged = 0;

place.classList.toggle("plain", localStorage.getItem("marks") === "off");
keysOn.checked = localStorage.getItem("keys") !== "off";
keysOn.addEventListener("change", () => localStorage.setItem("keys", keysOn.checked ? "on" : "off"));

const card = () => document.getElementById("judge");
const told = () => document.getElementById("told");
const follow = (address) => {
  if (!address) return;
  sessionStorage.setItem("followed", "yes");
  location.assign(address);
};

// A verdict's key where none can be given leads to the words that say why.
function press(selector) {
  const found = card().querySelector(selector);
  if (found) found.click();
  else card().querySelector(".closed")?.focus();
}

const KEYS = {
  i: () => press('[name="verdict"][value="include"]'),
  e: () => {
    if (card().querySelector(".rb") && !card().querySelector('[value="exclude"]')) card().querySelector(".rb").focus();
    else press('[name="verdict"][value="exclude"]');
  },
  m: () => press('[name="verdict"][value="unsure"]'),
  z: () => press('[form="undo"], #undo button'),
  n: () => document.getElementById("note")?.focus(),
  j: () => follow(card().dataset.next),
  k: () => follow(card().dataset.previous),
  h: marks,
  "?": () => document.getElementById("keys").scrollIntoView(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.key === "Escape" && event.target.matches("textarea")) {
    event.target.blur();
    return;
  }
  if (!keysOn.checked || event.target.closest("input:not([type=checkbox]), textarea, select")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : "";
  const reason = /^[1-9]$/.test(key) && card().querySelectorAll(".rb")[Number(key) - 1];
  if (!reason && !KEYS[key]) return;
  event.preventDefault();
  if (reason) reason.click();
  else KEYS[key]();
});

// A key that led to another page leads to its reference, as the answer to a verdict does.
if (sessionStorage.getItem("followed")) {
  sessionStorage.removeItem("followed");
  if (document.activeElement === document.body) document.getElementById("rt")?.focus({ preventScroll: true });
}

function marks() {
  const off = place.classList.toggle("plain");
  localStorage.setItem("marks", off ? "off" : "on");
  told().textContent = off ? "Marks are off." : "Marks are on.";
}

// A note that was typed and not sent stays in this tab, for whoever typed it, until it is sent.
const draft = ({ dataset, form }) => `note ${dataset.by} ${form.action}`;

const box = () => document.querySelector("#note[data-by]");

document.addEventListener("input", ({ target }) => { if (target === box()) keep(); });
for (const fault of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.addEventListener(fault, keep);
remember();

function keep() {
  if (box()?.value) sessionStorage.setItem(draft(box()), box().value);
  else if (box()) sessionStorage.removeItem(draft(box()));
}

function remember() {
  const kept = box() && sessionStorage.getItem(draft(box()));
  if (kept) box().value = kept;
  else if (card().querySelector(".nhsuk-error-summary")) keep();
}

// How long this reference was looked at; a longer time than five minutes is taken for a break.
document.addEventListener("submit", note, true);

function note({ target }) {
  if (target.id !== "verdict") return;
  if (target.elements.seconds) target.elements.seconds.value = spent();
  if (box()) sessionStorage.removeItem(draft(box()));
}

function spent() {
  return Math.min(IDLE, Math.round((performance.now() - shown) / 1000));
}

// The next reference has come with the answer: go to its beginning and say so.
document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target.id !== "judge") return;
  shown = performance.now();
  remember();
  judged += 1;
  // What was told when the page was opened is about an earlier reference.
  document.querySelector("main .saved")?.remove();
  if (judged % OFTEN === 0 || !document.getElementById("verdict")) document.body.dispatchEvent(new Event("often"));
  scrollTo(0, 0);
  (card().querySelector(".nhsuk-error-summary") ?? document.getElementById("rt"))?.focus({ preventScroll: true });
});
