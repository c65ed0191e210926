// The matrix: on wide pages a cell opens beside it. Elsewhere, and without this file, the cell's
// link leads to a page of its own.

const wide = window.matchMedia('(min-width: 62em)');

document.addEventListener('htmx:beforeRequest', (event) => {
  const link = event.target;
  if (link.matches('.matrix td a') && !wide.matches) {
    event.preventDefault();
    window.location.assign(link.href);
  }
});

document.addEventListener('htmx:afterSwap', (event) => {
  const panel = event.detail.target;
  const link = event.detail.requestConfig.elt;
  if (panel.id !== 'cell' || !link.matches('.matrix td a')) return;
  document.querySelectorAll('.matrix td.open').forEach((cell) => {
    cell.classList.remove('open');
    cell.querySelector('a').removeAttribute('aria-current');
  });
  link.closest('td').classList.add('open');
  link.setAttribute('aria-current', 'true');
  panel.classList.add('on');
  panel.querySelector('h2').focus({ preventScroll: true });
});
