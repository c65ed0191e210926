// Codes by name on the coding page: the list narrows while one types, and Enter takes the first.

const page = document.getElementById("coding");
const search = document.getElementById("codes");
const coder = "coder" in page.dataset;
const { say, choose, take, focusTurn } = page.coding;

function narrow() {
  const wanted = search.value.trim().toLocaleLowerCase();
  let left = 0;
  document.querySelectorAll("#tree li").forEach((item) => {
    item.hidden = !item.querySelector(".cn").textContent.toLocaleLowerCase().includes(wanted);
    left += item.hidden ? 0 : 1;
  });
  say(wanted ? `${left} ${left === 1 ? "code" : "codes"}` : "");
}

search.addEventListener("input", narrow);
search.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !coder) return;
  event.preventDefault();
  const first = document.querySelector("#tree li:not([hidden]) .cb");
  if (!first) return say("No code's name holds that.");
  search.value = "";
  narrow();
  if (event.shiftKey) {
    choose(first.dataset.code);
    return page.coding.putTogether(first.dataset.code);
  }
  take(first.dataset.code);
  return focusTurn();
});
