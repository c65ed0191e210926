// The little that every page does beyond HTML: nothing here is needed to use a page.

// After a refused form, the list of what is wrong gets the focus, and its links lead into the boxes.
const summary = document.querySelector('.nhsuk-error-summary');
if (summary) summary.focus();

// A button sends its form once, however often it is pressed.
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.method !== 'post') return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = 'yes';
  setTimeout(() => { delete form.dataset.sent; }, 4000);
});

// htmx parts that could not be fetched say so where they would have stood.
document.addEventListener('htmx:sendError', (event) => say(event.target, 'The site cannot be reached. Nothing was changed.'));
document.addEventListener('htmx:responseError', (event) => {
  const status = event.detail.xhr.status;
  if (status === 503) say(event.target, "Somebody's long piece of work is being stored. Nothing was kept of what you sent; send it again.");
  else if (status !== 422) say(event.target, `This part could not be loaded (${status}). Reload the page.`);
});
// A form shown again with what is wrong in it (422) takes the old one's place.
document.addEventListener('htmx:beforeSwap', (event) => {
  if (event.detail.xhr.status === 422) { event.detail.shouldSwap = true; event.detail.isError = false; }
});

function say(where, words) {
  const line = document.createElement('p');
  line.className = 'note warn';
  line.setAttribute('role', 'alert');
  line.textContent = words;
  (where instanceof Element ? where : document.querySelector('main')).prepend(line);
}

// A page taken back from the browser's own store can be sent again.
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
});

// To choose "A new participant" opens the boxes that must then be filled.
document.addEventListener('change', ({ target }) => {
  if (target.matches('.iv-who select') && target.value === 'new') target.closest('.iv-who').querySelector('details').open = true;
});
