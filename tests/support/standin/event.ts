/** Event objects of the stand-in host. */

/** An event object with Electron's preventDefault. */
export interface StandInEvent {
  defaultPrevented: boolean;
  preventDefault(): void;
}

/** Adds `preventDefault` to the given object and returns it. */
export function createEvent<T extends object>(properties: T): T & StandInEvent {
  return Object.assign(properties, {
    defaultPrevented: false,
    preventDefault(this: StandInEvent): void {
      this.defaultPrevented = true;
    },
  });
}
