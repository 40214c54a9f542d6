/** Has the browser fetch a file of our own origin and save it. */
export function linkToBrowser(path: string, fileName = ''): void {
  const link = document.createElement('a');
  link.href = path;
  link.download = fileName;
  link.click();
}

/** Has the browser save a text. */
export function giveToBrowser(fileName: string, text: string): void {
  // as bytes: nothing here is to be shown, in a tab that has our origin
  const url = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }));
  linkToBrowser(url, fileName);
  // the browser has begun to read it by then
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
