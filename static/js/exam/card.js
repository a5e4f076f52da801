// The answer card: what is answered and marked, and the way to each question (答题卡).
function make(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

export class Card {
  constructor({ root, sheet, dock, total, kinds }) {
    Object.assign(this, { root, sheet, total });
    this.opener = dock.querySelector("[data-open-card]");
    this.filters = [...root.querySelectorAll("[data-filter]")];
    this.cells = [];
    this.counts = new Map();
    for (const [type, title] of kinds) this.addGroup(type, title);
    for (const filter of this.filters) filter.addEventListener("change", () => this.filter());
    for (const name of ["answer", "mark", "move"]) sheet.addEventListener(name, () => this.paint());
    this.listenToSheet();
    this.paint();
  }

  addGroup(type, name) {
    const group = make("section", "card-group");
    const title = make("h3", "card-group-title", name);
    const count = make("span", "card-count");
    title.append(" ", count);
    const list = make("ol", "card-cells");
    const indexes = this.sheet.indexes().filter((index) => this.sheet.items[index].type === type);
    list.append(...indexes.map((index) => this.cell(index)));
    group.append(title, list);
    this.counts.set(count, indexes);
    this.root.querySelector(".card-groups").append(group);
  }

  cell(index) {
    const place = document.createElement("li");
    const button = make("button", "card-cell", String(index + 1));
    button.type = "button";
    button.addEventListener("click", () => {
      this.close();
      this.sheet.go(index);
    });
    place.append(button);
    this.cells[index] = button;
    return place;
  }

  // On phones the card is a sheet at the bottom edge.
  listenToSheet() {
    this.opener.addEventListener("click", (event) => {
      event.preventDefault();
      event.stopPropagation();
      this.root.toggleAttribute("data-open");
      this.root.querySelector(".card-close").focus();
    });
    this.root.querySelector(".card-close").addEventListener("click", (event) => {
      event.preventDefault();
      this.close();
      this.opener.focus();
    });
    document.addEventListener("click", (event) => this.root.contains(event.target) || this.close());
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
  }

  close() {
    this.root.removeAttribute("data-open");
  }

  paint() {
    this.cells.forEach((cell, index) => this.paintCell(cell, index));
    for (const [element, indexes] of this.counts) {
      element.textContent = `${indexes.filter((index) => this.sheet.isAnswered(index)).length}/${indexes.length}`;
    }
    const answered = this.sheet.length - this.sheet.blank().length;
    this.total.textContent = String(answered);
    this.opener.textContent = `答题卡 ${answered}/${this.sheet.length}`;
    this.filter();
  }

  paintCell(cell, index) {
    const isAnswered = this.sheet.isAnswered(index);
    const { done, all } = this.sheet.progress(index);
    const isMarked = this.sheet.isMarked(index);
    const isCurrent = index === this.sheet.current;
    cell.dataset.state = isAnswered ? "answered" : "blank";
    cell.toggleAttribute("data-marked", isMarked);
    cell.toggleAttribute("data-current", isCurrent);
    if (isCurrent) cell.setAttribute("aria-current", "true");
    else cell.removeAttribute("aria-current");
    const share = all > 1 ? `${done}/${all}` : "";
    if (share) cell.dataset.share = share;
    const answered = isAnswered ? "已答" : done ? `已答 ${share}` : "未答";
    const words = [`第 ${index + 1} 题`, answered, isMarked ? "已标记" : ""];
    cell.setAttribute("aria-label", words.filter(Boolean).join("，"));
  }

  filter() {
    const wanted = this.filters.filter((filter) => filter.checked).map((filter) => filter.dataset.filter);
    const passes = { blank: (index) => !this.sheet.isAnswered(index), marked: (index) => this.sheet.isMarked(index) };
    this.cells.forEach((cell, index) => {
      cell.parentElement.hidden = !wanted.every((name) => passes[name](index));
    });
    const isEmpty = this.cells.every((cell) => cell.parentElement.hidden);
    this.root.querySelector(".card-none").hidden = !isEmpty;
  }
}
