// Lines under the bar, words for screen readers, and the page that ends the answering (提示).
export class Banners {
  constructor(root) {
    this.root = root;
    this.lines = new Map();
  }

  // Shows the line named `key`; without text, takes it away. `action` is [label, deed].
  show(key, tone, text, action) {
    if (!text) {
      this.lines.get(key)?.remove();
      this.lines.delete(key);
      return;
    }
    const line = this.lines.get(key) ?? this.add(key, action);
    line.dataset.tone = tone;
    const words = line.firstElementChild;
    if (words.textContent !== text) words.textContent = text;
  }

  add(key, action) {
    const line = document.createElement("p");
    line.className = "exam-banner";
    line.append(document.createElement("span"));
    if (action) line.append(" ", button(...action));
    this.root.append(line);
    this.lines.set(key, line);
    return line;
  }
}

export function button(label, deed, kind = "") {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "button";
  if (kind) element.dataset.kind = kind;
  element.textContent = label;
  element.addEventListener("click", deed);
  return element;
}

export function link(label, url, kind = "") {
  const element = document.createElement("a");
  element.className = "button";
  element.href = url;
  if (kind) element.dataset.kind = kind;
  element.textContent = label;
  return element;
}

export function announcer(element) {
  return (text) => {
    element.textContent = "";
    setTimeout(() => (element.textContent = text), 50);
  };
}

// Takes the place of the questions once answering is over here, for whatever reason.
export class Ending {
  constructor(section) {
    this.section = section;
    [this.title, this.text, this.actions] = section.children;
  }

  get isShown() {
    return !this.section.hidden;
  }

  show({ title, text, tone = "info", actions = [] }) {
    const isNew = this.section.hidden || this.title.textContent !== title;
    this.section.dataset.tone = tone;
    this.section.hidden = false;
    document.body.dataset.card = "none";
    document.body.dataset.over = "";
    if (this.title.textContent !== title) this.title.textContent = title;
    if (this.text.textContent !== text) this.text.textContent = text;
    this.actions.replaceChildren(...actions);
    if (isNew) this.section.focus();
  }
}
