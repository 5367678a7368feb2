// The list of conversations, the title, and the menu of the one that is shown.

export class Side {
  #page;

  constructor(page) {
    this.#page = page;
  }

  // A conversation that has begun on this page.
  begun(number, words) {
    const page = this.#page;
    const item = page.querySelector("template[data-part=item]").content.firstElementChild.cloneNode(true);
    item.querySelector("a").href = `/talk/${number}/`;
    page.querySelector("[data-part=list]").prepend(item);
    page.querySelector("[data-part=none]")?.remove();
    page.querySelector("[data-part=menu]").hidden = false;
    page.querySelector("[data-part=rename]").action = `/talk/${number}/rename`;
    page.querySelector("[data-part=delete]").action = `/talk/${number}/delete`;
    this.called(words.trim().split("\n")[0]);
  }

  called(title) {
    if (!title) return;
    const page = this.#page;
    page.querySelector("[data-part=title]").textContent = title;
    page.querySelector("[data-part=rename] input[name=title]").value = title;
    const shown = page.querySelector("[data-part=list] a[aria-current]");
    if (shown) shown.textContent = title;
    document.title = document.title.replace(/^[\s\S]*(?= · )/, () => title);
  }
}
