// A framework of many constructs: a box that finds them by their words. Without this file the
// domains are opened by hand.

function begin() {
  for (const box of document.querySelectorAll("[data-folds] .find[hidden]")) {
    const rows = box.closest("[data-folds]").querySelectorAll("li");
    box.hidden = rows.length < 8;
  }
}

function find(box) {
  const folds = box.closest("[data-folds]");
  const wanted = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const row of folds.querySelectorAll("li")) {
    const words = row.textContent.toLowerCase();
    row.hidden = !wanted.every((word) => words.includes(word));
    found += row.hidden ? 0 : 1;
  }
  for (const fold of folds.querySelectorAll("details")) {
    const some = fold.querySelector("li:not([hidden])");
    fold.hidden = !some;
    fold.open = wanted.length ? Boolean(some) : Boolean(fold.querySelector("input:checked"));
  }
  box.parentElement.querySelector("[role=status]").textContent = wanted.length
    ? `${found} ${found === 1 ? "construct" : "constructs"} found`
    : "";
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-find-cells]")) find(event.target);
});

document.addEventListener("keydown", (event) => {
  // Enter would send the whole form.
  if (event.key === "Enter" && event.target.matches?.("[data-find-cells]")) event.preventDefault();
});

document.addEventListener("htmx:afterSwap", begin);
begin();
