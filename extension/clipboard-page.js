// What a document that nobody sees can do: it has no focus, which the clipboard's newer interface asks for. Of nothing
// no copy can be made, so a space takes the place of what was there.
const field = document.querySelector("textarea");
if (field) {
  field.value = " ";
  field.select();
  document.execCommand("copy");
}
