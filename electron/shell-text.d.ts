/** A shell script as text: the build and the tests put it into what imports it. */
declare module '*.sh?raw' {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: this is how text is imported
  export default text;
}
