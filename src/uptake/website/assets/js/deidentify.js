// One place after another with keys alone. Every key presses a button or a link that is on the page.
// The text's places are codepoints, as the server counts them; the browser counts UTF-16 units.

const LETTERS = "uptake-deidentify-letters";
const main = document.getElementById("main");
const points = (words) => [...words].length;
const desk = () => document.getElementById("deid");
const decide = () => document.getElementById("decide");
let sending = false;

function ready() {
  const letters = document.getElementById("letters");
  if (letters) letters.checked = localStorage.getItem(LETTERS) !== "off";
  const now = document.getElementById("now");
  now?.scrollIntoView({ block: "center" });
}

// ---- decisions, without leaving the page ----

async function send(form, button, everywhere = false) {
  if (sending) return;
  sending = true;
  const values = new FormData(form, button);
  if (everywhere) values.set("everywhere", "on");
  try {
    const answer = await fetch(form.action, { method: "POST", body: values });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.getElementById("main");
    if (!next || answer.status >= 500) throw new Error(`answered ${answer.status}`);
    document.title = page.title;
    main.replaceChildren(...next.childNodes);
    if (answer.redirected) history.replaceState(null, "", answer.url);
    ready();
    const first = main.querySelector(".nhsuk-error-summary") ?? document.getElementById("decide-h") ?? main;
    first.tabIndex = -1;
    first.focus({ preventScroll: !first.matches(".nhsuk-error-summary") });
  } catch {
    form.requestSubmit ? HTMLFormElement.prototype.submit.call(carrying(form, button)) : form.submit();
  } finally {
    sending = false;
  }
}

// A form that is sent by itself leaves out which button was pressed.
function carrying(form, button) {
  if (button?.name) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: button.name, value: button.value });
    form.append(field);
  }
  return form;
}

main.addEventListener("submit", (event) => {
  if (!event.target.matches("#decide, #undo, .de-add")) return;
  event.preventDefault();
  send(event.target, event.submitter);
});

// Of another kind, the next number of that kind stands there: the server knows which.
function renumbered(kind) {
  const put = kind.form.elements.replacement;
  const first = kind.value === kind.dataset.was;
  if (put.value && put.value !== kind.dataset.first) return; // typed by hand
  put.value = first ? kind.dataset.first : "";
  put.placeholder = first ? "" : `The next number: [${kind.value} …]`;
}

// ---- what is selected ----

function chosen() {
  const found = getSelection();
  if (!found.rangeCount || found.isCollapsed) return null;
  const range = found.getRangeAt(0);
  const holder = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest(".de-text .said");
  const from = holder(range.startContainer);
  if (!from || from !== holder(range.endContainer)) return null;
  const before = document.createRange();
  before.selectNodeContents(from);
  before.setEnd(range.startContainer, range.startOffset);
  const words = said(range.cloneContents());
  const lead = words.length - words.trimStart().length;
  return { words: words.trim(), start: Number(from.dataset.start) + points(said(before.cloneContents())) + lead };
}

// What stands in the transcript, without what is shown beside it.
function said(part) {
  for (const shown of part.querySelectorAll("[data-skip]")) shown.remove();
  return part.textContent;
}

document.addEventListener("selectionchange", () => {
  const found = chosen();
  const form = main.querySelector(".de-add");
  if (!found?.words || !form) return;
  form.elements.words.value = found.words;
  form.elements.start.value = found.start;
});

main.addEventListener("input", (event) => {
  // Words that were typed stand nowhere yet.
  if (event.target.name === "words") event.target.form.elements.start.value = "";
});

// ---- keys ----

const button = (value) => decide()?.querySelector(`button[value="${value}"]`);
const press = (value, everywhere) => button(value) && send(decide(), button(value), everywhere);
const go = (where) => main.querySelector(`[data-go="${where}"]:not([aria-disabled])`)?.click();

const keys = {
  a: (event) => press("accept", event.shiftKey),
  r: (event) => press("refuse", event.shiftKey),
  e: () => decide()?.querySelector("[data-put]").select(),
  k: () => decide()?.querySelector("[data-kind]").focus(),
  z: () => document.getElementById("undo")?.requestSubmit(),
  n: () => main.querySelector(".de-add [name=words]").focus(),
  arrowleft: () => go("before"),
  arrowright: () => go("after"),
  "?": () => {
    const list = document.getElementById("all-keys");
    if (!list) return;
    list.open = !list.open;
    list.querySelector("summary").focus();
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  const key = event.key.toLowerCase();
  if (event.target.closest("textarea, select, input:not([type=checkbox])")) {
    if (key === "escape") event.target.blur();
    if (key === "enter" && event.target.matches("[data-kind]")) {
      event.preventDefault();
      press("accept", false);
    }
    return;
  }
  if (!keys[key] || (key.length === 1 && !document.getElementById("letters")?.checked)) return;
  event.preventDefault();
  keys[key](event);
});

main.addEventListener("change", (event) => {
  if (event.target.matches("[data-kind]")) renumbered(event.target);
  if (event.target.id === "letters") localStorage.setItem(LETTERS, event.target.checked ? "on" : "off");
});

if (desk()) ready();
