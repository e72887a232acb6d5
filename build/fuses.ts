/** Electron's fuses as this app sets them. All are set: a fuse that a new Electron brings fails the build until it is decided. */
import {
  flipFuses,
  FuseState,
  FuseV1Options,
  FuseVersion,
  getCurrentFuseWire,
} from '@electron/fuses';

const fuses: Record<FuseV1Options, boolean> = {
  // ELECTRON_RUN_AS_NODE would turn the signed executable into an interpreter of any script.
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  // Without it a folder beside app.asar would be loaded instead, unvalidated.
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // The page is served from app://, so file:// needs no more rights than in a browser.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  // Off it would only cost speed.
  [FuseV1Options.WasmTrapHandlers]: true,
};

const all: FuseV1Options[] = Object.values(FuseV1Options).filter(
  (value) => typeof value === 'number',
);

export const setFuses = async (executable: string): Promise<void> => {
  await flipFuses(executable, { version: FuseVersion.V1, strictlyRequireAllFuses: true, ...fuses });
};

/** @returns one sentence for each fuse that is not set as this app sets it. */
export const checkFuses = async (executable: string): Promise<string[]> => {
  const wire = await getCurrentFuseWire(executable);
  return all
    .filter((fuse) => wire[fuse] !== (fuses[fuse] ? FuseState.ENABLE : FuseState.DISABLE))
    .map((fuse) => `fuse ${FuseV1Options[fuse]} is not ${fuses[fuse] ? 'on' : 'off'}`);
};

/** The fuse wire of a binary with all of these fuses in their initial state, for the executable that stands in for Electron's. */
export const initialFuseWire = (): Buffer =>
  Buffer.concat([
    Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
    Buffer.from([Number(FuseVersion.V1), all.length]),
    Buffer.alloc(all.length, FuseState.DISABLE),
  ]);
