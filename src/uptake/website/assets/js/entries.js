// What was typed and not saved is asked about before the page is left. Without this the form works
// as it does; it only asks nothing.

const form = document.querySelector("form.entries");
const typed = () => JSON.stringify([...new FormData(form)]);

if (form) {
  const before = form.classList.contains("unsaved") ? "" : typed();
  let sent = false;
  form.addEventListener("submit", () => { sent = true; });
  addEventListener("pageshow", () => { sent = false; });
  addEventListener("beforeunload", (event) => {
    if (!sent && typed() !== before) event.preventDefault();
  });
}
