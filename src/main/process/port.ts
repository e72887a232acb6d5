/** Interface of a helper process, which isolates work that may crash, block or exhaust memory and can be terminated. */

/** The common part of Electron's UtilityProcess and a Node child process that is used. */
export interface ChildHandle {
  postMessage(message: unknown): void;
  onMessage(listen: (message: unknown) => void): void;
  onExit(listen: (code: number) => void): void;
  kill(): void;
}

/** Starts the helper with this built entry (`imaging` → out/main/imaging.js). */
export type ForkHelper = (entry: 'imaging' | 'store' | 'card-reading' | 'wia') => ChildHandle;
