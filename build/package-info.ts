/** Describes `resources/package-info.json` inside app.asar, which the app reads for its first screen. */
import type { Platform } from './target.ts';

export interface PackageInfo {
  readonly version: string;
  readonly platform: Platform;
  /** False if the executable is not Electron's: such a package serves to test installation and must not reach a branch. */
  readonly release: boolean;
  /** Electron's version; null when its executable is not in the package. */
  readonly electron: string | null;
  /** Commit that the package was built from. */
  readonly commit: string;
}

export const PACKAGE_INFO_FILE = 'resources/package-info.json';

const NOT_FOR_RELEASE = 'not for release';

/** The product's name as Windows, Linux and the package's properties show it. */
export const displayName = (productName: string, release: boolean): string =>
  release ? productName : `${productName} (${NOT_FOR_RELEASE})`;

export const packageFileName = (info: PackageInfo): string =>
  `ekyc-branch-kiosk-${info.version}${info.release ? '' : `-${NOT_FOR_RELEASE.replaceAll(' ', '-')}`}-x64.${info.platform === 'win' ? 'msi' : 'deb'}`;
