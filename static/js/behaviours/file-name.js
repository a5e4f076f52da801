// Says under a file control what was chosen and how large it is.
function size(bytes) {
  return bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

export default function start(input) {
  const note = document.createElement("p");
  note.className = "file-name";
  note.setAttribute("role", "status");
  input.after(note);
  input.addEventListener("change", () => {
    const names = [...input.files].map((file) => `${file.name}（${size(file.size)}）`);
    note.textContent = names.length ? `已选择：${names.join("、")}` : "";
  });
}
