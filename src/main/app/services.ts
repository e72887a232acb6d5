/** Dependencies of the composition root (`compose.ts`) and the services that it returns. */
import type { EventPayload } from '#shared/ipc/contract.ts';
import type { CustomerView } from '#shared/ipc/customer-contract.ts';
import type { EventName } from '#shared/ipc/names.ts';
import type { Access } from '#main/ipc/access.ts';
import type { Handlers } from '#main/ipc/answer-call.ts';
import type { Log } from '#main/log/log.ts';
import type { ForkHelper } from '#main/process/port.ts';
import type { Settings } from '#main/settings/settings.ts';
import type { PrintableWebContents } from '#main/printing/page-printer.ts';
import type { CameraLease } from '#main/window/camera-lease.ts';
import type { CustomerServices } from './customer-services.ts';
import type { ReadPicture } from './picture-reader.ts';
import type { Paths } from './paths.ts';

export interface ComposeDeps {
  readonly version: string;
  readonly paths: Paths;
  readonly settings: Settings;
  readonly log: Log;
  readonly forkHelper: ForkHelper;
  /** PAC-style proxy answer for an address, as Electron's session gives it. */
  readonly resolveProxy: (url: string) => Promise<string>;
  readonly lease: CameraLease;
  /** The page to be printed; null without a window. */
  readonly printableContents: () => PrintableWebContents | null;
  /** Names of the system's printers; null without a window. */
  readonly printers: () => Promise<readonly string[]> | null;
  /** Ends the app in order and starts it again. */
  readonly restart: () => void;
  /** To be called with the page's report: whether it has mounted. */
  readonly onMounted: (ok: boolean) => void;
  /** Whether this is a counter under lockdown, which only the lead PIN ends. */
  readonly lockdown: boolean;
  readonly clearClipboard: () => void;
  /** Ends the app after the lead PIN was entered. */
  readonly leave: () => void;
  readonly emit: <N extends EventName>(name: N, payload: EventPayload<N>) => void;
  /** Sends a view to the customer's page. */
  readonly sendToCustomer: (view: CustomerView) => void;
}

export interface Services {
  readonly handlers: Handlers;
  readonly customer: CustomerServices;
  /** Bytes of the picture at an address that begins with `capture/`. */
  readonly readPicture: ReadPicture;
  readonly access: Access;
  /** Saves the open registration and locks the counter. To be called when the machine suspends or its session is locked. */
  readonly lockNow: () => Promise<void>;
  /** To be called after the machine resumed or its session was unlocked: checks the connection. */
  readonly onResumed: () => void;
  /** Stops all services and closes the store. */
  stop(): Promise<void>;
}
