// Opens and closes a dialog; old browsers without <dialog> get the plain attribute.
export function openModal(dialog) {
  dialog.dataset.modal = "";
  if (dialog.open) return;
  if (dialog.showModal) dialog.showModal();
  else dialog.setAttribute("open", "");
}

export function closeDialog(dialog) {
  if (dialog.close) dialog.close();
  else dialog.removeAttribute("open");
}
