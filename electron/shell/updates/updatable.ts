/** What is known of the running copy of the app. */
export interface Copy {
  readonly demo: boolean;
  readonly isPackaged: boolean;
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What electron-builder writes into `resources/package-type` of deb, rpm and pacman; null = no such file. */
  readonly packageType: string | null;
  /** `app-update.yml` lies in the resources: the build names a feed. */
  readonly hasFeed: boolean;
  /** The policy names a feed. */
  readonly hasPolicyFeed: boolean;
  /** May this user replace the program? */
  readonly isWritable: boolean;
  /** Windows: the installer's own uninstaller lies beside the program. */
  readonly hasUninstaller: boolean;
  /** macOS: started from where the system had put it aside, or from a mounted image. */
  readonly isTranslocated: boolean;
}

export type UpdateWay = 'appimage' | 'nsis' | 'mac';

const byManager = (name: string): string => `This copy came as a package: ${name} updates it together with the system.`;

const PACKAGES: Readonly<Record<string, string>> = {
  deb: byManager('apt'),
  rpm: byManager('your package manager'),
  pacman: byManager('pacman'),
};

const BY_HAND = 'This copy was unpacked by hand, so it cannot replace itself. Unpack a newer one in its place.';
const READ_ONLY =
  'You may not write where Jobdeck is installed, so it cannot replace itself. Who installed it updates it.';

/** How this copy can replace itself, or why it cannot, as sentences for its user. Pure. */
export function updateWay(copy: Copy): UpdateWay | { readonly why: string } {
  if (copy.demo) return { why: 'The demo does not update itself.' };
  if (!copy.isPackaged) return { why: 'This is a checkout of the source: update it with git.' };
  if (copy.env.SNAP || copy.env.FLATPAK_ID) return { why: byManager(copy.env.SNAP ? 'snapd' : 'Flatpak') };
  const way = placeOf(copy);
  if (typeof way !== 'string') return way;
  if (!copy.hasFeed && !copy.hasPolicyFeed) {
    return { why: 'This build names no update server. Get newer versions from where you got this one.' };
  }
  return copy.isWritable ? way : { why: READ_ONLY };
}

function placeOf(copy: Copy): UpdateWay | { readonly why: string } {
  switch (copy.platform) {
    case 'linux': {
      const manager = PACKAGES[copy.packageType ?? ''];
      if (manager !== undefined) return { why: manager };
      return copy.env.APPIMAGE ? 'appimage' : { why: BY_HAND };
    }
    case 'win32':
      if (copy.env.PORTABLE_EXECUTABLE_DIR) return { why: BY_HAND };
      return copy.hasUninstaller ? 'nsis' : { why: BY_HAND };
    case 'darwin':
      return copy.isTranslocated
        ? { why: 'Move Jobdeck to the Applications folder and start it there: from here it cannot replace itself.' }
        : 'mac';
    default:
      return { why: BY_HAND };
  }
}
