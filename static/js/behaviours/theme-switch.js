// Lets the user choose light, dark or the system's appearance.
import { chooseTheme, savedTheme } from "../theme.js";

export default function start(fieldset) {
  fieldset.hidden = false;
  for (const input of fieldset.querySelectorAll("input")) {
    input.checked = input.value === savedTheme();
    input.addEventListener("change", () => chooseTheme(input.value));
  }
}
