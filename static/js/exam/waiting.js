// The waiting room: a promise, a look at the device, and a door that opens by the server's time (候考).
import { checkDevice } from "./device-check.js";
import { announcer } from "./notices.js";
import { ServerClock } from "./server-clock.js";
import { countdown, timeOfDay } from "./time.js";
import { Transport } from "./transport.js";

const DAY = 24 * 3600 * 1000;

// Survives a reload of this tab, not the end of it: who comes back another day promises again.
function memory(key) {
  try {
    return { has: () => sessionStorage.getItem(key) === "yes", keep: () => sessionStorage.setItem(key, "yes") };
  } catch {
    return { has: () => false, keep: () => {} };
  }
}

function words(left) {
  if (left <= 0) return "已到开考时间，可以进入考场。";
  const days = Math.floor(left / DAY);
  return days ? `距开考还有 ${days} 天 ${countdown(left % DAY)}` : `距开考还有 ${countdown(left)}`;
}

export default function start(section) {
  const data = JSON.parse(document.querySelector("#waiting-data").textContent);
  const promise = section.querySelector("[data-promise]");
  const enter = section.querySelector("[data-enter]");
  const display = section.querySelector("[data-countdown]");
  const now = section.querySelector("[data-now]");
  const announce = announcer(section.querySelector("[role='status']"));
  const kept = memory(`promised ${location.pathname}`);
  const transport = new Transport("");
  const clock = new ServerClock({ now: data.now, url: data.clockUrl, transport });
  let hasPromised = kept.has();
  let wasOpen = data.opens <= data.now;

  const paint = () => {
    const left = data.opens - clock.now();
    display.textContent = words(left);
    now.textContent = timeOfDay(clock.now());
    enter.disabled = !hasPromised || left > 0;
    section.querySelector("[data-remind]").hidden = hasPromised;
    promise.hidden = hasPromised;
    promise.disabled = false;
    section.querySelector("[data-promised]").hidden = !hasPromised;
    if (left <= 0 && !wasOpen) {
      wasOpen = true;
      announce(hasPromised ? "已到开考时间，可以进入考场。" : "已到开考时间，请先阅读考场规则并承诺。");
    }
  };
  promise.addEventListener("click", () => {
    hasPromised = true;
    kept.keep();
    paint();
    (enter.disabled ? display : enter).focus();
  });
  enter.form.addEventListener("submit", () => setTimeout(() => (enter.disabled = true)));
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  setInterval(paint, 500);
  paint();
  clock.keep();
  checkDevice(section.querySelector(".device-check"), { transport, url: data.clockUrl, clock });
}
