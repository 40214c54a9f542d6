/** Main process for Electron older than 30: what those lack first, then the same composition root as ever. */
import './prelude.ts';
import './adapters.ts';
import '../../electron/main.ts';
