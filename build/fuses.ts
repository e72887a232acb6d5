/** Sets and checks Electron's fuses. Every fuse is set explicitly: the build fails if a new Electron version adds one. */
import {
  flipFuses,
  FuseState,
  FuseV1Options,
  FuseVersion,
  getCurrentFuseWire,
} from '@electron/fuses';

const fuses: Record<FuseV1Options, boolean> = {
  // With ELECTRON_RUN_AS_NODE the signed executable runs any script.
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  // Without this fuse Electron also loads an unvalidated `app` folder beside app.asar.
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // The page is served from app://, so file:// needs no more rights than in a browser.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  // Out-of-bounds accesses of WebAssembly are caught by signal handlers; disabled, V8 compiles in slower explicit checks.
  [FuseV1Options.WasmTrapHandlers]: true,
};

const allFuses: FuseV1Options[] = Object.values(FuseV1Options).filter(
  (value) => typeof value === 'number',
);

export const setFuses = async (executable: string): Promise<void> => {
  await flipFuses(executable, { version: FuseVersion.V1, strictlyRequireAllFuses: true, ...fuses });
};

/** @returns one sentence for each fuse that is not set as this app sets it. */
export const checkFuses = async (executable: string): Promise<string[]> => {
  const wire = await getCurrentFuseWire(executable);
  return allFuses
    .filter((fuse) => wire[fuse] !== (fuses[fuse] ? FuseState.ENABLE : FuseState.DISABLE))
    .map((fuse) => `fuse ${FuseV1Options[fuse]} is not ${fuses[fuse] ? 'on' : 'off'}`);
};

/** Marks the fuse wire in an executable; @electron/fuses searches for it. */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** A fuse wire with all fuses disabled, for the stand-in executable. */
export const initialFuseWire = (): Buffer =>
  Buffer.concat([
    Buffer.from(FUSE_SENTINEL),
    Buffer.from([Number(FuseVersion.V1), allFuses.length]),
    Buffer.alloc(allFuses.length, FuseState.DISABLE),
  ]);
