/**
 * Interface of COM automation as the WIA code uses it: objects whose members are found by name (IDispatch). Implemented by
 * com.ts on Windows and by fakes in tests.
 */

export type Argument = string | number | boolean;

export type Answer = Argument | null | Uint8Array | Dispatch;

export interface Dispatch {
  /** Calls a method or reads a property. @throws HResultError */
  invoke(name: string, ...args: readonly Argument[]): Answer;
  /** Writes a property. @throws HResultError */
  put(name: string, value: Argument): void;
}

/** COM for the duration of one task. */
export interface Com {
  /** @param progId the name under which a class is registered, such as `WIA.DeviceManager`. @throws HResultError */
  create(progId: string): Dispatch;
  /** Releases every object of the task. A device stays locked while a reference to it exists. */
  close(): void;
}

/** Failure of a COM call. Caught by the entry point and mapped to an error code. */
export class HResultError extends Error {
  override readonly name = 'HResultError';
  /** As an unsigned number: 0x80210006. */
  readonly hresult: number;

  constructor(hresult: number) {
    super(`HRESULT ${(hresult >>> 0).toString(16)}`);
    this.hresult = hresult >>> 0;
  }
}
