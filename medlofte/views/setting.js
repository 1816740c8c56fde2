// What a page tells its scripts: where the server is, which kernel is its own, texts in the reader's language.
// Put in the place of its import when a script is sent (script.py): a widget's script may have no address to start from.

export function setting(name, otherwise) {
  try {
    return JSON.parse(document.getElementById("jupyter-config-data").textContent)[name] ?? otherwise;
  } catch {
    return otherwise;
  }
}
