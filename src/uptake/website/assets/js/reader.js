// Reading a full text page by page. The links and the list of pages work without any of this: it
// keeps the page in sight when the list comes anew, and spares loading it where the page is there.

const view = () => document.getElementById("text");
const list = () => view()?.querySelector(".text-pages");
const figure = (number) => list()?.querySelector(`[data-page="${number}"]`);
let seen = 0;
let watch;

start();
document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target.id === "text" || target.querySelector?.("#text")) start();
});

function start() {
  watch?.disconnect();
  if (!list()) return;
  seen = Number(list().dataset.at);
  if (!location.hash.startsWith("#page-")) show(seen);
  watch = new IntersectionObserver(look, { root: scrolls() ? list() : null, threshold: [0, 0.25, 0.5, 0.75] });
  for (const one of list().querySelectorAll("figure")) watch.observe(one);
  for (const one of list().querySelectorAll("img.printed")) one.addEventListener("error", undrawn);
}

// On a small screen the list is as long as its pages and the window scrolls.
function scrolls() {
  return list().scrollHeight > list().clientHeight + 1 && getComputedStyle(list()).overflowY === "auto";
}

function show(number) {
  const one = figure(number);
  if (!one) return false;
  if (scrolls()) list().scrollTop += one.getBoundingClientRect().top - list().getBoundingClientRect().top - 8;
  else if (one !== list().querySelector("figure") || number !== Number(list().dataset.at)) one.scrollIntoView();
  tell(number);
  return true;
}

// The page of which most can be seen is the one that is read.
function look() {
  if (!list()) return; // the text went with the reference that was judged
  const box = scrolls() ? list().getBoundingClientRect() : { top: 0, bottom: innerHeight };
  const shares = [...list().querySelectorAll("figure")].map((one) => {
    const { top, bottom } = one.getBoundingClientRect();
    return [Math.min(bottom, box.bottom) - Math.max(top, box.top), Number(one.dataset.page)];
  });
  const [share, number] = shares.reduce((most, one) => (one[0] > most[0] ? one : most), [0, seen]);
  if (share > 0) tell(number);
}

function tell(number) {
  seen = number;
  const at = view().querySelector("[data-of]");
  at.textContent = `Page ${number} of ${at.dataset.of}`;
  const box = document.getElementById("to-page");
  if (box && box !== document.activeElement) box.value = number;
  for (const link of view().querySelectorAll(".views a")) lead(link, number);
  for (const link of view().querySelectorAll(".text-nav a")) {
    const to = number + (link.rel === "prev" ? -1 : 1);
    link.hidden = to < 1 || to > Number(at.dataset.of);
    if (!link.hidden) lead(link, to);
  }
}

// htmx has read the address already: it must be told of the new one.
function lead(link, number) {
  for (const name of ["href", "hx-get"]) {
    const to = link.getAttribute(name).replace(/([&?]page=|#page-)\d+/g, `$1${number}`);
    link.setAttribute(name, to);
  }
  globalThis.htmx?.process(link);
}

// A link to a page that is in the list goes there at once. The others load their part of the list.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".text-nav a, .text-hits a");
  if (!link || !list() || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const asked = new URL(link.href).searchParams;
  if (!list().querySelector(`img[src*="/documents/${asked.get("document")}/"]`)) return;
  if (!show(Number(asked.get("page")))) return;
  event.preventDefault();
  event.stopPropagation();
}, true);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !["[", "]"].includes(event.key) || !list()) return;
  if (event.target.closest("input, textarea, select")) return;
  // A key of one letter works where the reader has the focus, or where such keys are on.
  if (!view().contains(event.target) && !document.getElementById("keys-on")?.checked) return;
  event.preventDefault();
  const step = event.key === "[" ? -1 : 1;
  if (!show(seen + step)) view().querySelector(step < 0 ? '[rel="prev"]' : '[rel="next"]')?.click();
});

const asked = new WeakMap();

// While other pages are being drawn the site says to ask again; by then it is often there.
async function undrawn({ target }) {
  const answer = await fetch(target.src).catch(() => null);
  const times = (asked.get(target) ?? 0) + 1;
  asked.set(target, times);
  if (times <= 20 && (answer?.ok || answer?.status === 503)) {
    setTimeout(() => { target.src = target.src; }, answer.ok ? 0 : 3000);
    return;
  }
  const line = document.createElement("p");
  line.setAttribute("role", "status");
  target.hidden = true;
  target.parentElement.classList.add("undrawn");
  target.after(line);
  line.textContent = answer?.status === 422 ? await answer.text() : "This page could not be loaded. Reload the page, or open the PDF.";
}
