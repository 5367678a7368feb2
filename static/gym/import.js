// Importing: a file that is too large is refused before it is sent, and a running import shows how far it is.

const form = document.querySelector("[data-upload]");
form?.addEventListener("submit", (event) => {
  const file = form.querySelector("input[type=file]").files[0];
  const large = (file?.size ?? 0) > Number(form.dataset.upload);
  form.querySelector("[data-too-large]").hidden = !large;
  if (large) event.preventDefault();
  else form.querySelector("[data-busy]").hidden = !file;
});

const box = document.querySelector("[data-import]");
if (box) setTimeout(look, 500);

async function look() {
  const response = await fetch("?part", { headers: { Accept: "text/html" } }).catch(() => null);
  if (response?.redirected) return location.reload(); // the session has ended: sign in again
  if (response?.ok) {
    const part = await response.text();
    if (part !== box.innerHTML) box.innerHTML = part;
  }
  const state = box.querySelector("[data-state]").dataset.state;
  if (state === "queued" || state === "running") setTimeout(look, 1000);
}
