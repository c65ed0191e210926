// Adjudication by keyboard: J and K go from place to place, the other keys press the buttons of the
// place that is open. Every button works by itself; this only saves the way to it.

const places = [...document.querySelectorAll('.rd-place')];
let at = 0;

function go(to, focus = true) {
  if (!places.length) return;
  at = Math.max(0, Math.min(places.length - 1, to));
  places.forEach((place, n) => place.classList.toggle('here', n === at));
  if (focus) {
    places[at].focus({ preventScroll: true });
    places[at].scrollIntoView({ block: 'nearest' });
  }
}

function press(key) {
  const there = places[at]?.querySelector(`[data-key="${key}"]`);
  if (!there) return false;
  there.focus(); // so that Tab goes on from here
  there.click();
  return true;
}

document.addEventListener('keydown', (event) => {
  const typing = event.target.closest('textarea, select, input:not([type=checkbox], [type=radio])');
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key === 'j') go(at + 1);
  else if (key === 'k') go(at - 1);
  else if (key === 'u') document.querySelector('.saved form button')?.click();
  else if (!/^[1-9adm]$/.test(key) || !press(key)) return;
  event.preventDefault();
});

places.forEach((place, n) => place.addEventListener('focusin', () => go(n, false)));
go(0, false);
