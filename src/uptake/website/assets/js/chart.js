// The chart beyond HTML: arrows between cells, a cell opened beside the chart, one case at a time
// on narrow screens. Without this each cell has a page of its own, and the form chooses a case.

const table = document.getElementById('fc');
const side = document.getElementById('fc-side');
const split = document.getElementById('fc-split');
const told = document.getElementById('fc-told');
const wide = matchMedia('(min-width: 62.01em)');
const narrow = matchMedia('(max-width: 48em)');
let from = null;

const rows = () => [...table.querySelectorAll('.fc-row')];
const link = (row, at) => row?.cells[at]?.querySelector('a[data-cell]');

function close() {
  side.hidden = true;
  side.replaceChildren();
  split.classList.remove('open');
  table.querySelector('.is-open')?.classList.remove('is-open');
  const back = from && document.querySelector(`#${from} a[data-cell]`);
  if (back) back.focus();
}

function open(anchor) {
  from = anchor.closest('[id^="cell-"]').id;
  table.querySelector('.is-open')?.classList.remove('is-open');
  document.getElementById(from).classList.add('is-open');
  side.hidden = false;
  split.classList.add('open');
  anchor.scrollIntoView({ block: 'nearest', inline: 'center' });
  window.htmx.ajax('GET', anchor.getAttribute('href'), { target: '#fc-side', swap: 'innerHTML' });
}

function steps() {
  const bar = document.getElementById('fc-step');
  const show = (number) => {
    const all = rows();
    const at = Math.max(0, Math.min(all.length - 1, number));
    all.forEach((row, n) => row.classList.toggle('now', n === at));
    told.textContent = `${all[at].cells[0].querySelector('b').textContent}, case ${at + 1} of ${all.length}`;
  };
  const fit = () => {
    const many = narrow.matches && rows().length > 1;
    bar.hidden = !many;
    table.classList.toggle('single', many);
    if (many) show(0);
  };
  bar.addEventListener('click', ({ target }) => {
    const go = target.dataset.go;
    if (!go) return;
    if (go === 'all') { table.classList.remove('single'); bar.hidden = true; return; }
    show(rows().findIndex((row) => row.classList.contains('now')) + Number(go));
  });
  narrow.addEventListener('change', fit);
  fit();
}

if (table) {
  steps();
  table.addEventListener('click', (event) => {
    const anchor = event.target.closest('a[data-cell]');
    if (!anchor || !wide.matches || !window.htmx || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(anchor);
  });
  table.addEventListener('keydown', (event) => {
    const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    const move = moves[event.key];
    const cell = event.target.closest('td');
    if (!move || !cell || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = rows();
    const to = link(all[all.indexOf(cell.parentElement) + move[0]], cell.cellIndex + move[1]);
    if (!to) return;
    event.preventDefault();
    to.focus();
    to.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });
  side.addEventListener('click', (event) => { if (event.target.closest('[data-close]')) close(); });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !side.hidden && !event.target.matches('textarea')) close();
  });
  side.addEventListener('htmx:afterSwap', () => document.getElementById('fc-open')?.focus());
}
