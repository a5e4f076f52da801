// Finds behaviours by attribute and imports only those the page uses.
//   data-behaviour="print"        behaviours/print.js
//   data-behaviour="exams/room"   exams/room.js, kept by its feature
//   data-confirm="…"              behaviours/confirm.js
// Each module exports default function start(element). Several names are separated by spaces.
const NAME = /^[a-z-]+(\/[a-z-]+)*$/;

function address(name) {
  return new URL(name.includes("/") ? `./${name}.js` : `./behaviours/${name}.js`, import.meta.url);
}

async function start(element, name) {
  if (!NAME.test(name)) throw new Error(`Not a behaviour: ${name}`);
  const module = await import(address(name));
  module.default(element);
}

export function startBehaviours(root) {
  for (const element of root.querySelectorAll("[data-behaviour]")) {
    for (const name of element.dataset.behaviour.split(/\s+/).filter(Boolean)) start(element, name);
  }
  for (const element of root.querySelectorAll("[data-confirm]")) start(element, "confirm");
}

startBehaviours(document);
