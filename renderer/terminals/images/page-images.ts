/**
 * Whether this page was loaded to show images: only then does its policy let their decoder run (WebAssembly), and its door
 * says so. It stays as it is until the page is loaded anew.
 */
export const pageShowsImages = (page: Document): boolean => page.documentElement.dataset.images === 'shown';
