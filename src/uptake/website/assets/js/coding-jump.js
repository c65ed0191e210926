// Codes put together, favourites, jumping between passages and coders; beside coding.js.

const page = document.getElementById("coding");
const { state, keys, say, send, select, turns, turnAt, from, firstSeen, focusTurn, nameOf, showTogether } = page.coding;

function putTogether(code = state.chosen) {
  if (!code) return say("No code is chosen.");
  if (state.together.has(code)) state.together.delete(code);
  else state.together.add(code);
  showTogether();
  const names = [...state.together].map(nameOf).join(", ");
  return say(names ? `To apply together: ${names}. Choose another, or press Enter.` : "No codes together.");
}

page.coding.putTogether = putTogether;

function favour() {
  const code = state.chosen;
  if (!code) return say("No code is chosen.");
  const on = document.querySelector(`[data-favourites] [data-code="${code}"]`) ? "" : "1";
  return send(`${page.dataset.favourite}${code}/`, { on });
}

const jumping = document.getElementById("jumping");

async function jump(way) {
  if (!jumping) return say("Nothing is coded here yet.");
  const asked = new URLSearchParams(new FormData(jumping));
  const seen = turns().length ? firstSeen(turns()) : null;
  asked.set("at", state.start ?? (seen ? Math.max(from(seen) - 1, 0) : 0));
  asked.set("chosen", state.chosen ?? "");
  asked.set("way", way);
  const answer = await fetch(`${jumping.action}?${asked}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) return say("Not done: the server could not be reached or refused.");
  const found = await answer.json();
  if (found.says) return say(found.says);
  const turn = turnAt(found.start);
  if (!turn) {
    const there = new URL(found.address, location.href);
    there.searchParams.set("mark", `${found.start}-${found.end}`);
    location.assign(there);
    return undefined;
  }
  focusTurn(turn);
  return select(found.start, found.end, { aloud: true });
}

function nextCoder() {
  const list = document.getElementById("coder");
  if (!list) return say("Only one person has coded here, as far as you may see.");
  list.selectedIndex = (list.selectedIndex + 1) % list.options.length;
  const there = new URL(location.href);
  there.searchParams.set("coder", list.value);
  return location.assign(there);
}

jumping?.addEventListener("click", (event) => {
  const way = event.target.closest("[data-jump]")?.dataset.jump;
  if (!way) return;
  event.preventDefault();
  jump(way);
});


function follow(id, otherwise) {
  const link = document.getElementById(id);
  if (link) link.click();
  else say(otherwise);
}

Object.assign(keys, {
  a: () => putTogether(), f: favour, c: nextCoder, n: () => jump("on"), p: () => jump("back"),
  M: () => document.getElementById("note-text")?.focus(),
  l: () => follow("like", "Select some words first."),
});

const marked = /^(\d+)-(\d+)$/.exec(new URLSearchParams(location.search).get("mark") ?? "");
if (marked && turnAt(Number(marked[1]))) select(Number(marked[1]), Number(marked[2]), { aloud: true });
