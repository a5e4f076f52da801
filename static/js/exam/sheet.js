// What has been answered and marked on this page (答题状态). Events: "answer", "mark", "move", "seal".
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

  isAnswered(index) {
    return this.answer(index).length > 0;
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
    const isMultiple = this.items[index].type === "multiple";
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
