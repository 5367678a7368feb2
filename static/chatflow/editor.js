// A question that is written anew, in its own place.

import { sends } from "./composer.js";

// `send(text)` takes the new words; Escape leaves everything as it was.
export function edit(page, bubble, text, send) {
  if (bubble.element.querySelector(".editor")) return;
  const form = page.querySelector("template[data-part=editor]").content.firstElementChild.cloneNode(true);
  const area = form.querySelector("textarea");
  const leave = () => {
    form.remove();
    bubble.element.querySelector("[data-act=edit]").focus();
  };
  area.value = text;
  bubble.part("body").after(form);
  area.style.height = `${Math.min(area.scrollHeight, 320)}px`;
  area.focus();
  form.querySelector("[data-part=leave]").addEventListener("click", leave);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) leave();
    if (event.target !== area || !sends(event)) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (area.value.trim()) send(area.value);
  });
}
