// Sets as people log them: "one more" copies the last row's exercise and load, and goes to its repetitions.

const box = document.querySelector("[data-sets]");
const more = box.querySelector("[data-more]");
const total = box.querySelector("[name$=TOTAL_FORMS]");
const most = Number(box.querySelector("[name$=MAX_NUM_FORMS]").value);

more.hidden = false;
more.addEventListener("click", () => {
  const rows = [...box.querySelectorAll("[data-set]")];
  const filled = rows.filter((row) => row.querySelector("[name$=-exercise]").value.trim() !== "");
  const last = filled.at(-1) ?? rows[0];
  const free = rows.slice(rows.indexOf(last) + 1).find((row) => row.querySelector("[name$=-exercise]").value.trim() === "");
  const target = free ?? another(rows);
  if (!target) return;
  if (filled.length) {
    for (const part of ["exercise", "weight_kg", "reps"]) target.querySelector(`[name$=-${part}]`).value = last.querySelector(`[name$=-${part}]`).value;
  }
  target.querySelector(filled.length ? "[name$=-reps]" : "[name$=-exercise]").focus();
});

function another(rows) {
  const number = Number(total.value);
  if (number >= most) return null;
  const row = rows.at(-1).cloneNode(true);
  for (const error of row.querySelectorAll(".error")) error.remove();
  for (const element of row.querySelectorAll("[name], [for]")) {
    for (const name of ["name", "id", "for"]) {
      const value = element.getAttribute(name);
      if (value) element.setAttribute(name, value.replace(/sets-\d+-/, `sets-${number}-`));
    }
    if (element.type === "checkbox") element.checked = false;
    else if (element.name) element.value = "";
  }
  rows.at(-1).after(row);
  total.value = String(number + 1);
  return row;
}
