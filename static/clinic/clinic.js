// The clinic's pages: a summary begins by itself, pictures are shown before they are sent, waiting pages look again.

for (const holder of document.querySelectorAll("[data-auto]")) {
  const answer = holder.querySelector("stream-answer");
  if (holder.dataset.auto === "1") customElements.whenDefined("stream-answer").then(() => answer.start());
  answer.addEventListener("stream-done", () => {
    if (holder.dataset.then === "reload" && answer.dataset.state === "done") return location.reload();
    showSources();
    for (const after of document.querySelectorAll("[data-after]")) after.hidden = false;
  });
}

// What the answer rests on is known when it is written: the part of this very page that says so is asked for again.
async function showSources() {
  const place = document.querySelector("[data-sources]");
  const response = place && (await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null));
  if (!response?.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("[data-sources]");
  if (fresh) place.replaceChildren(...fresh.childNodes);
}

for (const chips of document.querySelectorAll("[data-fills]")) {
  const field = document.getElementById(chips.dataset.fills);
  chips.hidden = false;
  chips.addEventListener("click", (event) => {
    if (!event.target.matches(".chip")) return;
    field.value = event.target.textContent;
    field.focus();
  });
}

for (const input of document.querySelectorAll("input[data-preview]")) {
  const figure = document.getElementById(input.dataset.preview);
  input.addEventListener("change", () => {
    const file = input.files[0];
    const large = (file?.size ?? 0) > Number(input.dataset.limit);
    input.closest(".field").querySelector("[data-too-large]").hidden = !large;
    input.setCustomValidity(large ? " " : "");
    figure.hidden = true;
    if (!file || large) return;
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      const image = figure.querySelector("img");
      image.addEventListener("load", () => (figure.hidden = false), { once: true });
      image.src = reader.result;
    });
    reader.readAsDataURL(file);
  });
}

// One tap is enough: a second one would answer the next question.
for (const form of document.querySelectorAll("form[data-step]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
  });
}
addEventListener("pageshow", () => document.querySelectorAll("form[data-step]").forEach((form) => delete form.dataset.sent));

document.querySelector(".turn.now")?.scrollIntoView({ block: "nearest" });

const box = document.querySelector("[data-waits]");
if (box && state() === "1") setTimeout(look, 800);

function state() {
  return box.querySelector("[data-state]").dataset.state;
}

async function look() {
  const response = await fetch("?part", { headers: { Accept: "text/html" } }).catch(() => null);
  if (response?.redirected) return location.reload(); // the session has ended: sign in again
  if (response?.ok) {
    const part = await response.text();
    if (part !== box.innerHTML) box.innerHTML = part;
  }
  if (state() === "2") return location.reload();
  if (state() === "1") setTimeout(look, 1000);
}
