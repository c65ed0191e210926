// Places like one at hand: go through them with keys, code or skip each without leaving the page.

const list = document.getElementById("alike");
const form = document.getElementById("like-form");
const told = document.getElementById("told");
const places = () => [...list.querySelectorAll(".alike:not([hidden])")];
const here = () => document.activeElement.closest(".alike");

document.querySelectorAll(".js-only").forEach((one) => {
  one.hidden = false;
});

function say(words) {
  if (told) told.textContent = words;
}

function go(by) {
  const all = places();
  const at = all.indexOf(here());
  const next = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

// The one after it, or the one before when it was the last.
function leave(place) {
  const all = places();
  const at = all.indexOf(place);
  return all[at + 1] ?? all[at - 1];
}

function skip(place) {
  const next = leave(place);
  place.hidden = true;
  say(next ? "Skipped." : "Skipped. That was the last one.");
  next?.focus();
}

async function codeIt(place) {
  const values = new FormData(form);
  values.set("place", place.querySelector("[data-code-it]").value);
  const answer = await fetch(form.action, {
    method: "POST", body: values, headers: { "HX-Request": "true" },
  }).catch(() => null);
  if (!answer?.ok) {
    say("Not done: the server could not be reached or refused. Try again.");
    return;
  }
  const said = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".liked");
  say(said.textContent);
  if (!said.classList.contains("done")) return;
  const next = leave(place);
  place.querySelector(".answer").replaceChildren(said);
  place.classList.add("coded");
  (next ?? place).focus();
}

list.addEventListener("click", (event) => {
  const place = event.target.closest(".alike");
  if (event.target.closest("[data-skip]")) skip(place);
  else if (event.target.closest("[data-code-it]")) {
    event.preventDefault();
    codeIt(place);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
  if (localStorage.getItem("uptake-coding-letters") === "off") return;
  const place = here();
  if (event.key === "j") go(1);
  else if (event.key === "k") go(-1);
  else if (event.key === "x" && place) skip(place);
  else if (event.key === "Enter" && place === event.target && place.querySelector("[data-code-it]")) codeIt(place);
  else return;
  event.preventDefault();
});
