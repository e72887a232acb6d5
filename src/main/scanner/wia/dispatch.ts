/**
 * Interface of COM automation for the WIA code: objects whose members are called by name (IDispatch). It is implemented by com.ts on
 * Windows and by fakes in tests.
 */

/** Argument of a call, or new value of a property. */
export type ComArgument = string | number | boolean;

/** Result of a call, or value of a property. */
export type ComResult = ComArgument | null | Uint8Array | Dispatch;

/** A COM object. */
export interface Dispatch {
  /** Calls a method or reads a property. @throws HResultError */
  invoke(name: string, ...args: readonly ComArgument[]): ComResult;
  /** Writes a property. @throws HResultError */
  put(name: string, value: ComArgument): void;
}

/** COM for the duration of one task. */
export interface Com {
  /** @param progId the name under which a class is registered, such as `WIA.DeviceManager`. @throws HResultError */
  create(progId: string): Dispatch;
  /** Releases every object of the task. A device stays locked while a reference to it exists. */
  close(): void;
}

/** Failure of a COM call. The entry point catches it and maps it to an error code. */
export class HResultError extends Error {
  override readonly name = 'HResultError';
  /** The HRESULT as an unsigned number, for example 0x80210006. */
  readonly hresult: number;

  constructor(hresult: number) {
    super(`HRESULT ${(hresult >>> 0).toString(16)}`);
    this.hresult = hresult >>> 0;
  }
}
