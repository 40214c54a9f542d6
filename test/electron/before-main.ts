/** What an Electron older than 30 lacks; the compat build runs it before the product's own main (electron/build.ts). */
import './prelude.ts';
import './adapters.ts';
import './sign-in-adapters.ts';
import './driver.ts';
