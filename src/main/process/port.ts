/** Interface of a helper process, which isolates work that may crash, block or exhaust memory and can be terminated. */

/** The functions used here that Electron's UtilityProcess and a Node child process have in common. */
export interface ChildHandle {
  postMessage(message: unknown): void;
  onMessage(listen: (message: unknown) => void): void;
  onExit(listen: (code: number) => void): void;
  kill(): void;
}

/** Starts a helper process from its built entry point: `imaging` starts out/main/imaging.js. */
export type ForkHelper = (entry: 'imaging' | 'store' | 'card-reading' | 'wia') => ChildHandle;
