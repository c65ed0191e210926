// One pair after another with keys alone. Every key presses a button or a link that is on the page.

const place = document.getElementById("pair");
const letters = document.getElementById("letters");
const LETTERS = "uptake-duplicates-letters";

letters.checked = localStorage.getItem(LETTERS) !== "off";
letters.addEventListener("change", () => localStorage.setItem(LETTERS, letters.checked ? "on" : "off"));

const press = (what) => place.querySelector(what)?.click();
const keys = {
  s: () => press('button[value="same"]'),
  d: () => press('button[value="different"]'),
  n: () => press("[data-skip]"),
  z: () => press("[data-undo] button"),
  l: () => {
    const part = document.getElementById("linked");
    if (!part) return;
    part.open = true;
    part.querySelector("select").focus();
  },
  escape: () => {
    const part = document.getElementById("linked");
    if (!part?.open) return;
    part.open = false;
    document.getElementById("pair-heading").focus();
  },
  "?": () => {
    const list = document.getElementById("all-keys");
    list.open = !list.open;
    list.querySelector("summary").focus();
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  const key = event.key.toLowerCase();
  // A list of kinds finds its entries by letters, so there only Esc is ours: it leads out again.
  if (key !== "escape" && (!letters.checked || event.target.closest("textarea, select, input:not([type=checkbox])"))) return;
  const act = keys[key];
  if (!act || (key === "escape" && !event.target.closest("#linked"))) return;
  event.preventDefault();
  act();
});

// The answer takes the pair's place: what is wrong, or else the next heading, is read next.
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== place) return;
  const next = place.querySelector(".nhsuk-error-summary") ?? document.getElementById("pair-heading");
  next?.focus({ preventScroll: true });
  place.scrollIntoView({ block: "start" });
});
