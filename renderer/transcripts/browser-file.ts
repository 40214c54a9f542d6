/** Has the browser fetch a file of our own origin and save it. */
export function linkToBrowser(path: string, fileName = ''): void {
  const link = document.createElement('a');
  link.href = path;
  link.download = fileName;
  link.click();
}

/** Has the browser save a text. */
export function giveToBrowser(fileName: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  linkToBrowser(url, fileName);
  // the browser has begun to read it by then
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
