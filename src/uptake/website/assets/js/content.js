// The content analysis table beyond HTML: Alt with the up and down arrows goes to the same step of
// the row above or below, and undoing asks the site for the whole row again.

const table = document.getElementById('ca');

if (table) {
  table.addEventListener('keydown', (event) => {
    if (!event.altKey || !['ArrowUp', 'ArrowDown'].includes(event.key)) return;
    const cell = event.target.closest('td');
    const row = cell?.parentElement;
    const next = event.key === 'ArrowUp' ? row?.previousElementSibling : row?.nextElementSibling;
    const to = next?.cells[cell.cellIndex]?.querySelector('textarea, input');
    if (!to) return;
    event.preventDefault();
    to.focus();
  });
  // Undo is a button of the row's own form, which htmx would send to the row: it goes its own way.
  table.addEventListener('click', (event) => {
    const undo = event.target.closest('[data-undo]');
    if (!undo) return;
    event.preventDefault();
    const form = undo.form;
    const own = document.createElement('form');
    own.method = 'post';
    own.action = undo.getAttribute('formaction');
    own.append(form.querySelector('[name=csrfmiddlewaretoken]').cloneNode());
    document.body.append(own);
    own.submit();
  }, true);
}
