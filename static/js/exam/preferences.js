// What this person likes on this device: type size, one question or all, keys (偏好).
const FONTS = ["s", "m", "l", "xl"];

function read(key, fallback) {
  try {
    return localStorage.getItem(`exam-${key}`) ?? fallback;
  } catch {
    return fallback;
  }
}

function write(key, value) {
  try {
    localStorage.setItem(`exam-${key}`, value);
  } catch {
    // Storage may be forbidden; the choice then lasts for this page.
  }
}

export class Font {
  constructor(fieldset) {
    this.inputs = [...fieldset.querySelectorAll("input")];
    for (const input of this.inputs) input.addEventListener("change", () => this.set(input.value));
    this.set(read("font", "m"));
  }

  set(value) {
    const size = FONTS.includes(value) ? value : "m";
    document.documentElement.dataset.font = size;
    for (const input of this.inputs) input.checked = input.value === size;
    write("font", size);
  }

  next() {
    const place = FONTS.indexOf(document.documentElement.dataset.font);
    this.set(FONTS[(place + 1) % FONTS.length]);
  }
}

// One question at a time on phones; on wider screens as chosen.
export function followView(fieldset, setView) {
  const wide = window.matchMedia("(min-width: 60rem)");
  const inputs = [...fieldset.querySelectorAll("input")];
  const apply = () => {
    const chosen = read("view", "one");
    for (const input of inputs) input.checked = input.value === chosen;
    setView(wide.matches && chosen === "all" ? "all" : "one");
  };
  for (const input of inputs) {
    input.addEventListener("change", () => {
      write("view", input.value);
      apply();
    });
  }
  wide.addEventListener("change", apply);
  apply();
}

export function followKeys(input) {
  input.checked = read("keys", "on") === "on";
  input.addEventListener("change", () => write("keys", input.checked ? "on" : "off"));
  return () => input.checked;
}
