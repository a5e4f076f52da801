// What has been answered and marked on this page (答题状态). Events: "answer", "mark", "move", "seal".
const SEVERAL = new Set(["multiple", "indefinite", "evidence", "document_error"]);

// What a token speaks of: an option, a step in its place, the two sides of a pair, a blank.
function handlesOf(token) {
  const [name] = token.split("=", 1);
  return name.split(".").filter((handle) => !/^[1-9]\d?$/.test(handle));
}

export class Sheet extends EventTarget {
  constructor({ items, answers, kept, notes }) {
    super();
    this.items = items;
    this.answers = new Map(Object.entries(answers));
    for (const event of kept) this.answers.set(event.item, event.value);
    this.marks = new Set(notes.marks);
    this.struck = new Set(notes.struck);
    this.current = 0;
    this.isSealed = false;
  }

  get length() {
    return this.items.length;
  }

  answer(index) {
    return this.answers.get(this.items[index].id) ?? [];
  }

  // How many of the things a question asks for are answered: blanks, steps, pairs, parts' answers.
  progress(index) {
    const tokens = this.answer(index);
    const { needs } = this.items[index];
    if (!needs) return { done: Number(tokens.length > 0), all: 1 };
    const spoken = new Set(tokens.flatMap((token) => handlesOf(token)));
    return { done: needs.filter((need) => need.some((handle) => spoken.has(handle))).length, all: needs.length };
  }

  isAnswered(index) {
    const { done, all } = this.progress(index);
    return done === all;
  }

  indexes() {
    return this.items.map((_item, index) => index);
  }

  blank() {
    return this.indexes().filter((index) => !this.isAnswered(index));
  }

  choose(index, value) {
    if (this.isSealed) return;
    this.answers.set(this.items[index].id, value);
    this.tell("answer", index, { value });
  }

  // What choosing `option` makes of the answer: another choice, one more, or nothing when it was the only one.
  toggle(index, option) {
    const chosen = this.answer(index);
    const isMultiple = SEVERAL.has(this.items[index].type);
    if (chosen.includes(option)) this.choose(index, chosen.filter((other) => other !== option));
    else this.choose(index, isMultiple ? [...chosen, option].sort() : [option]);
  }

  mark(index) {
    if (!this.marks.delete(this.items[index].id)) this.marks.add(this.items[index].id);
    this.tell("mark", index);
  }

  isMarked(index) {
    return this.marks.has(this.items[index].id);
  }

  strike(index, option) {
    const name = `${this.items[index].id} ${option}`;
    if (!this.struck.delete(name)) this.struck.add(name);
    this.tell("mark", index);
  }

  isStruck(index, option) {
    return this.struck.has(`${this.items[index].id} ${option}`);
  }

  go(index, { focus = true } = {}) {
    if (index < 0 || index >= this.length) return;
    this.current = index;
    this.tell("move", index, { focus });
  }

  seal(isSealed = true) {
    this.isSealed = isSealed;
    this.tell("seal", this.current);
  }

  notes() {
    return { marks: [...this.marks], struck: [...this.struck] };
  }

  tell(name, index, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { detail: { index, ...detail } }));
  }
}
