import { readdirSync } from 'node:fs';

/** Endings of what users get, and of what tells installed apps about it. */
const RELEASED = /\.(AppImage|deb|rpm|tar\.gz|dmg|zip|exe|blockmap|cdx\.json|spdx\.json)$|^latest.*\.yml(\.sig)?$/;

/** The files of a release folder that are published; electron-builder leaves its working files beside them. */
export function releasedFiles(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && RELEASED.test(entry.name))
    .map(({ name }) => name)
    .sort();
}
