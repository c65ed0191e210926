// The codebook's tree: search as one types, fold, go and move with keys. Without this it is a list
// of links with a search that asks the server.

const tree = document.querySelector("#cb-tree");
const KEPT = "uptake-folded-codes";

if (tree) {
  const rows = [...tree.children];
  const box = document.querySelector("#cb-q");
  const told = document.querySelector("#cb-told");
  const depth = (row) => Number(row.dataset.depth);
  const link = (row) => row.querySelector("a");
  const fold = (row) => row.querySelector(".cb-fold");
  const kept = () => {
    try { return new Set(JSON.parse(localStorage.getItem(KEPT) || "[]")); } catch { return new Set(); }
  };
  const folded = kept();
  const words = rows.map((row) => row.querySelector(".cb-code").textContent.toLowerCase());

  const show = () => {
    const wanted = box.value.trim().toLowerCase();
    const shown = new Array(rows.length).fill(!wanted);
    if (wanted) {
      const path = [];
      rows.forEach((row, at) => {
        path.length = depth(row);
        path[depth(row)] = at;
        if (words[at].includes(wanted)) path.forEach((above) => { shown[above] = true; });
      });
    }
    let closed = Infinity;
    rows.forEach((row, at) => {
      if (depth(row) <= closed) closed = Infinity;
      row.hidden = wanted ? !shown[at] : closed < Infinity;
      const open = !folded.has(row.id);
      fold(row)?.setAttribute("aria-expanded", String(open || Boolean(wanted)));
      if (!open && !wanted && closed === Infinity) closed = depth(row);
    });
    const n = shown.filter(Boolean).length;
    told.textContent = wanted ? `${n} ${n === 1 ? "code" : "codes"} shown` : "";
  };
  const keep = () => {
    try { localStorage.setItem(KEPT, JSON.stringify([...folded])); } catch { /* folded for now */ }
    show();
  };
  const turn = (row, open) => {
    if (!fold(row)) return;
    if (open) folded.delete(row.id); else folded.add(row.id);
    keep();
  };

  for (const row of rows) {
    const button = fold(row);
    if (!button) continue;
    button.hidden = false;
    button.addEventListener("click", () => turn(row, folded.has(row.id)));
  }
  document.querySelector(".cb-folds")?.removeAttribute("hidden");
  document.querySelector(".cb-keys")?.removeAttribute("hidden");
  for (const button of document.querySelectorAll("[data-fold]")) {
    button.addEventListener("click", () => {
      folded.clear();
      if (button.dataset.fold === "all") rows.filter(fold).forEach((row) => folded.add(row.id));
      keep();
    });
  }
  box.addEventListener("input", show);

  const WAYS = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "out", ArrowRight: "in" };
  tree.addEventListener("keydown", (event) => {
    const row = event.target.closest("li");
    const way = WAYS[event.key];
    if (!row || !way || event.ctrlKey || event.metaKey) return;
    if (event.altKey && event.shiftKey) {
      if (!row.dataset.nudge) return;
      event.preventDefault();
      const form = document.querySelector("#cb-nudge");
      form.action = row.dataset.nudge;
      form.elements.way.value = way;
      form.submit();
      return;
    }
    if (event.altKey || event.shiftKey) return;
    event.preventDefault();
    if (way === "in" || way === "out") { turn(row, way === "in"); return; }
    const seen = rows.filter((one) => !one.hidden);
    const next = seen[seen.indexOf(row) + (way === "down" ? 1 : -1)];
    if (next) link(next).focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.closest("input, textarea, select")) return;
    event.preventDefault();
    box.focus();
  });

  const arrived = location.hash && document.getElementById(location.hash.slice(1));
  if (arrived && tree.contains(arrived)) {
    // What lies above it must be open for it to be seen.
    let above = depth(arrived);
    for (let at = rows.indexOf(arrived) - 1; at >= 0 && above > 0; at -= 1) {
      if (depth(rows[at]) < above) { above = depth(rows[at]); folded.delete(rows[at].id); }
    }
  }
  show();
  if (arrived && tree.contains(arrived)) link(arrived).focus();
}
