// What a document that nobody sees can do: it has no focus, which the clipboard's newer interface asks for.
document.addEventListener("copy", (event) => {
  event.clipboardData?.setData("text/plain", "");
  event.preventDefault();
});
document.execCommand("copy");
