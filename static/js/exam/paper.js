// The questions on the page: shows one or all, reads and paints the answers (试题区).
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

export class Paper {
  constructor({ root, sheet, nav }) {
    Object.assign(this, { root, sheet, nav });
    this.articles = [...root.querySelectorAll(".question")];
    this.previous = nav.querySelector("[data-step='-1']");
    this.next = nav.querySelector("[data-step='1']");
    this.view = "one";
    this.articles.forEach((article, index) => this.prepare(article, index));
    sheet.addEventListener("answer", ({ detail }) => this.paint(detail.index));
    sheet.addEventListener("mark", ({ detail }) => this.paint(detail.index));
    sheet.addEventListener("seal", () => this.enable(!sheet.isSealed));
    sheet.addEventListener("move", ({ detail }) => this.show(detail));
    this.enable(true);
  }

  prepare(article, index) {
    article.querySelector(".question-head").append(this.markButton(index));
    article.querySelector(".question-number").tabIndex = -1;
    for (const option of article.querySelectorAll(".option")) this.prepareOption(option, index);
    if (this.sheet.items[index].type !== "true_false") this.addLetters(index);
    article.addEventListener("focusin", () => {
      if (this.view === "all" && this.sheet.current !== index) this.sheet.go(index, { focus: false });
    });
    this.paint(index);
  }

  prepareOption(option, index) {
    const input = option.querySelector("input");
    // A click on the chosen option of a single choice clears it; the browser itself sends no change then.
    input.addEventListener("click", () => {
      const [chosen] = this.sheet.answer(index);
      if (input.type === "radio" && chosen === input.value) this.sheet.choose(index, []);
    });
    input.addEventListener("change", () => this.sheet.choose(index, this.chosen(index)));
    option.addEventListener("contextmenu", (event) => {
      event.preventDefault();
      this.sheet.strike(index, input.value);
    });
  }

  addLetters(index) {
    this.inputs(index).forEach((input, place) => {
      const letter = document.createElement("span");
      letter.className = "option-letter";
      letter.textContent = LETTERS[place];
      input.after(letter);
    });
  }

  markButton(index) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "mark-toggle";
    button.append("标记");
    button.addEventListener("click", () => this.sheet.mark(index));
    return button;
  }

  inputs(index) {
    return [...this.articles[index].querySelectorAll(".option input")];
  }

  chosen(index) {
    return this.inputs(index)
      .filter((input) => input.checked)
      .map((input) => input.value)
      .sort();
  }

  // The id of the option a key means: a letter, or its number.
  optionAt(index, place) {
    return this.inputs(index)[place]?.value;
  }

  paint(index) {
    const chosen = this.sheet.answer(index);
    for (const input of this.inputs(index)) {
      input.checked = chosen.includes(input.value);
      const option = input.closest(".option");
      option.toggleAttribute("data-checked", input.checked);
      option.toggleAttribute("data-struck", this.sheet.isStruck(index, input.value));
    }
    const isMarked = this.sheet.isMarked(index);
    this.articles[index].querySelector(".mark-toggle").setAttribute("aria-pressed", String(isMarked));
  }

  enable(isEnabled) {
    for (const fieldset of this.root.querySelectorAll(".options")) fieldset.disabled = !isEnabled;
    for (const button of this.root.querySelectorAll(".mark-toggle")) button.disabled = !isEnabled;
  }

  setView(view) {
    this.view = view;
    this.root.dataset.view = view;
    this.show({ index: this.sheet.current, focus: false });
    if (view === "all" && this.sheet.current > 0) this.articles[this.sheet.current].scrollIntoView({ block: "start" });
  }

  show({ index, focus }) {
    this.articles.forEach((article, place) => {
      article.hidden = this.view === "one" && place !== index;
      article.toggleAttribute("data-current", place === index);
    });
    this.articles[index].append(this.nav);
    this.previous.disabled = index === 0;
    this.next.disabled = index === this.articles.length - 1;
    if (!focus) return;
    this.articles[index].scrollIntoView({ block: "start" });
    this.articles[index].querySelector(".question-number").focus({ preventScroll: true });
  }
}

export function placeOfKey(key) {
  const letter = LETTERS.indexOf(key.toUpperCase());
  if (letter >= 0 && letter < 8) return letter;
  return /^[1-8]$/.test(key) ? Number(key) - 1 : -1;
}
