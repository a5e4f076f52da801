// Answering by keyboard (快捷键): A–H or 1–8, left and right, M, F, Enter.
import { placeOfKey } from "./paper.js";

const TYPED = "input:not([type='radio']):not([type='checkbox']), textarea, select";
const PRESSED = "button, a, summary";

export function listenToKeys({ sheet, paper, font, isOn }) {
  const deeds = {
    ArrowLeft: () => sheet.go(sheet.current - 1),
    ArrowRight: () => sheet.go(sheet.current + 1),
    m: () => sheet.mark(sheet.current),
    f: () => font.next(),
  };
  const choose = (key) => {
    const option = paper.optionAt(sheet.current, placeOfKey(key));
    if (option) sheet.toggle(sheet.current, option);
    return Boolean(option);
  };
  const act = (event) => {
    const deed = deeds[event.key] ?? deeds[event.key.toLowerCase()];
    if (deed) deed();
    else if (event.key === "Enter") {
      if (event.target.closest(PRESSED)) return;
      sheet.go(sheet.current + 1);
    } else if (!choose(event.key)) return;
    event.preventDefault();
  };
  document.addEventListener("keydown", (event) => {
    const isOther = event.ctrlKey || event.altKey || event.metaKey || event.isComposing;
    if (isOther || sheet.isSealed || !isOn() || event.target.closest(TYPED)) return;
    if (document.querySelector("dialog[open]:modal, dialog[data-modal][open]")) return;
    act(event);
  });
}
