/** Everything that may be in a package. A file that none of these names is a stranger. */

const ASAR: readonly RegExp[] = [
  /^package\.json$/,
  /^dist\/(compat\/)?electron\/(main\.mjs|main\/[\w.-]+\.mjs|main\.cjs|before-main\.cjs|app\.cjs|app\/[\w.-]+\.cjs)$/,
  /^dist\/(compat\/)?electron\/preload\.cjs$/,
  /^dist\/(compat\/)?electron\/tray\/[\w@-]+\.png$/,
  /^dist\/(compat\/)?renderer\/((index|sign-in)\.html|first-list\.js)$/,
  /^dist\/(compat\/)?renderer\/assets\/[\w.-]+\.(js|css|woff2|svg)$/,
  /^node_modules\/@lydell\/node-pty\/(package\.json|LICENSE|\w+\.js|(shared|worker)\/\w+\.js)$/,
  /^node_modules\/@lydell\/node-pty-linux-(x64|arm64)\/(package\.json|pty\.node)$/,
];

/** Beside what Electron's own folder holds. */
const APP_FOLDER: readonly RegExp[] = [
  /^jobdeck$/,
  /^LICENSE(\.electron)?\.txt$/,
  /^resources\/app\.asar$/,
  /^resources\/app\.asar\.unpacked\/node_modules\/@lydell\/node-pty-linux-(x64|arm64)\/pty\.node$/,
  // electron-builder's: for Ubuntu's AppArmor, where the update comes from, and which kind of package this is.
  /^resources\/(apparmor-profile|app-update\.yml|package-type)$/,
  /^usr\/share\/metainfo\/io\.jobdeck\.app\.metainfo\.xml$/,
];

const DEB_BESIDE_THE_APP: readonly RegExp[] = [
  /^usr\/share\/applications\/io\.jobdeck\.app\.desktop$/,
  /^usr\/share\/icons\/hicolor\/(\d+)x\1\/apps\/jobdeck\.png$/,
  /^usr\/share\/metainfo\/io\.jobdeck\.app\.metainfo\.xml$/,
  /^usr\/share\/doc\/jobdeck\/copyright$/,
];

const APP_IMAGE_BESIDE_THE_APP: readonly RegExp[] = [
  /^AppRun$/,
  /^io\.jobdeck\.app\.desktop$/,
  /^(\.DirIcon|jobdeck\.png)$/,
  /^usr\/share\/icons\/hicolor\/(\d+)x\1\/apps\/jobdeck\.png$/,
];

const strangersTo = (allowed: readonly RegExp[]) => (paths: readonly string[]) =>
  paths.filter((path) => !allowed.some((pattern) => pattern.test(path)));

export const strangersInAsar = strangersTo(ASAR);

/** `electronFiles` are those of the runtime's own folder. */
export function strangersInAppFolder(paths: readonly string[], electronFiles: ReadonlySet<string>): string[] {
  return strangersTo(APP_FOLDER)(paths).filter((path) => !electronFiles.has(path));
}

export function strangersInDeb(paths: readonly string[], electronFiles: ReadonlySet<string>): string[] {
  const app = 'opt/Jobdeck/';
  return [
    ...strangersInAppFolder(
      paths.filter((path) => path.startsWith(app)).map((path) => path.slice(app.length)),
      electronFiles,
    ),
    ...strangersTo(DEB_BESIDE_THE_APP)(paths.filter((path) => !path.startsWith(app))),
  ];
}

export function strangersInAppImage(paths: readonly string[], electronFiles: ReadonlySet<string>): string[] {
  return strangersInAppFolder(strangersTo(APP_IMAGE_BESIDE_THE_APP)(paths), electronFiles);
}
