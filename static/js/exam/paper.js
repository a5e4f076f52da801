// The questions on the page: shows one or all, reads and paints the answers (试题区).
const TYPING_REST = 1_200;
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
    for (const select of article.querySelectorAll("select")) this.prepareSelect(select, index);
    for (const entry of article.querySelectorAll("[data-entry]")) this.prepareEntry(entry, index);
    for (const group of article.querySelectorAll(".options[data-kind]")) this.addLetters(group);
    article.addEventListener("focusin", () => {
      if (this.view === "all" && this.sheet.current !== index) this.sheet.go(index, { focus: false });
    });
    this.paint(index);
  }

  prepareOption(option, index) {
    const input = option.querySelector("input");
    // A click on the chosen option of a single choice clears it; the browser itself sends no change then.
    input.addEventListener("click", () => {
      const chosen = this.sheet.answer(index);
      if (input.type !== "radio" || !chosen.includes(input.value)) return;
      this.sheet.choose(index, chosen.filter((token) => token !== input.value));
    });
    input.addEventListener("change", () => this.record(index));
    option.addEventListener("contextmenu", (event) => {
      event.preventDefault();
      this.sheet.strike(index, input.value);
    });
  }

  // A step has one place and a place one step: whoever held the place before gives it up.
  prepareSelect(select, index) {
    select.addEventListener("change", () => {
      const [place] = select.value.split(".", 1);
      for (const other of select.closest(".steps")?.querySelectorAll("select") ?? []) {
        if (other !== select && place && other.value.split(".", 1)[0] === place) other.value = "";
      }
      this.record(index);
    });
  }

  // What is being typed is recorded at rests, when the field is left, and before the page goes.
  prepareEntry(entry, index) {
    entry.addEventListener("input", () => {
      clearTimeout(this.typing?.timer);
      if (this.typing && this.typing.index !== index) this.record(this.typing.index);
      this.typing = { index, timer: setTimeout(() => this.commit(), TYPING_REST) };
    });
    entry.addEventListener("change", () => this.record(index));
  }

  commit() {
    if (!this.typing) return;
    clearTimeout(this.typing.timer);
    const { index } = this.typing;
    this.typing = null;
    this.record(index);
  }

  record(index) {
    const value = this.chosen(index);
    if (value.join("\n") !== this.sheet.answer(index).join("\n")) this.sheet.choose(index, value);
  }

  addLetters(group) {
    if (["judgement", "passages"].includes(group.dataset.kind)) return;
    [...group.querySelectorAll(".option input")].forEach((input, place) => {
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
    const article = this.articles[index];
    const options = this.inputs(index).filter((input) => input.checked);
    const selects = [...article.querySelectorAll("select")].filter((select) => select.value);
    const entries = [...article.querySelectorAll("[data-entry]")].filter((entry) => entry.value.trim());
    const tokens = [...options, ...selects].map((control) => control.value);
    return [...tokens, ...entries.map((entry) => `${entry.dataset.entry}=${entry.value.trim()}`)].sort();
  }

  // The id of the option a key means: a letter, or its number.
  optionAt(index, place) {
    if (this.sheet.items[index].type === "case") return undefined;
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
    this.paintControls(this.articles[index], chosen);
    const isMarked = this.sheet.isMarked(index);
    this.articles[index].querySelector(".mark-toggle").setAttribute("aria-pressed", String(isMarked));
  }

  // A field somebody is typing in is ahead of the sheet.
  paintControls(article, tokens) {
    for (const select of article.querySelectorAll("select")) {
      select.value = [...select.options].find((option) => option.value && tokens.includes(option.value))?.value ?? "";
    }
    for (const entry of article.querySelectorAll("[data-entry]")) {
      if (entry === document.activeElement) continue;
      const token = tokens.find((one) => one.startsWith(`${entry.dataset.entry}=`));
      entry.value = token ? token.slice(token.indexOf("=") + 1) : "";
    }
  }

  enable(isEnabled) {
    const controls = "fieldset.options, .options select, [data-entry]";
    for (const control of this.root.querySelectorAll(controls)) control.disabled = !isEnabled;
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
