/**
 * The part of COM that the WIA logic uses: automation objects whose members are found by name (IDispatch). com.ts implements
 * it on Windows; the logic depends on this interface only and runs anywhere.
 */

export type Argument = string | number | boolean;

export type Answer = Argument | null | Uint8Array | Dispatch;

export interface Dispatch {
  /** Calls a method or reads a property. @throws HResultError */
  invoke(name: string, ...args: readonly Argument[]): Answer;
  /** Writes a property. @throws HResultError */
  put(name: string, value: Argument): void;
}

/** COM as one task uses it. */
export interface Com {
  /** @param progId the name under which a class is registered, such as `WIA.DeviceManager`. @throws HResultError */
  create(progId: string): Dispatch;
  /** Gives every object of the task back: a device stays locked as long as somebody holds it. */
  close(): void;
}

/** COM said no. Caught where the task began and turned into a code there. */
export class HResultError extends Error {
  override readonly name = 'HResultError';
  /** As an unsigned number: 0x80210006. */
  readonly hresult: number;

  constructor(hresult: number) {
    super(`HRESULT ${(hresult >>> 0).toString(16)}`);
    this.hresult = hresult >>> 0;
  }
}
