/** Electron’s `session` and `protocol` on the stand-in host. */
import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import type { CustomScheme, Protocol, Session, WebRequest, WebRequestFilter } from 'electron';
import type { CdpObject, CdpSession } from './cdp.ts';
import { createProxySettings } from './proxy-config.ts';
import { strictPartial, notImplemented } from './strict-partial.ts';
import { createSessionPolicy } from './session-policy.ts';
import type {
  PermissionCheck,
  PermissionRequest,
  ProtocolHandler,
  SessionPolicy,
} from './session-policy.ts';
import type { SchemeMap } from './urls.ts';

/** Dependencies of sessions on the host. */
export interface SessionDeps {
  readonly schemes: SchemeMap;
  isReady(): boolean;
  /** A page through which storage can be cleared; null while there is no window. */
  page(): CdpSession | null;
  /** Chromium's addresses of the pages that are open. */
  pageOrigins(): readonly string[];
}

/** Electron's `session` and `protocol`, and access to the configuration of a session. */
export interface Sessions {
  readonly session: typeof Electron.session;
  readonly protocol: Protocol;
  policyOf(session: Session): SessionPolicy;
  fromPartition(partition: string): Session;
  readonly defaultSession: Session;
}

function createWebRequest(policy: SessionPolicy): WebRequest {
  /** Accepts (listener) and (filter, listener); null removes the listener. */
  const parseArguments = (
    args: unknown[],
  ): { filter: WebRequestFilter | null; listener: unknown } | null => {
    const listener = args.at(-1) ?? null;
    return listener === null
      ? null
      : { filter: args.length > 1 ? (args[0] as WebRequestFilter) : null, listener };
  };
  return strictPartial<WebRequest>('session.webRequest', {
    onBeforeRequest: (...args: unknown[]) => {
      policy.beforeRequest = parseArguments(args) as typeof policy.beforeRequest;
    },
    onHeadersReceived: (...args: unknown[]) => {
      policy.headersReceived = parseArguments(args) as typeof policy.headersReceived;
    },
  });
}

function createProtocol(
  policy: SessionPolicy,
  deps: SessionDeps,
  registeredSchemes: Set<string>,
): Protocol {
  return strictPartial<Protocol>('protocol', {
    registerSchemesAsPrivileged(schemes: CustomScheme[]) {
      if (deps.isReady())
        throw new Error(
          'protocol.registerSchemesAsPrivileged should be called before app is ready',
        );
      for (const { scheme, privileges } of schemes) {
        // Chromium gets the scheme as https, so only schemes that behave like https are supported.
        if (privileges?.standard !== true || privileges.secure !== true)
          throw notImplemented('protocol: a scheme that is not standard and secure');
        if (privileges.bypassCSP === true) throw notImplemented('protocol: bypassCSP');
        registeredSchemes.add(scheme);
        deps.schemes.add(scheme);
      }
    },
    handle(scheme: string, handler: ProtocolHandler) {
      if (!registeredSchemes.has(scheme))
        throw notImplemented(`protocol.handle of a scheme that was not registered (${scheme})`);
      if (policy.handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
      policy.handlers.set(scheme, handler);
    },
    unhandle: (scheme: string) => {
      policy.handlers.delete(scheme);
    },
    isProtocolHandled: (scheme: string) => policy.handlers.has(scheme),
  });
}

/** Creates the session module. All partitions share one browser profile, which is in the temporary folder and is removed with the host. */
export function createSessions(deps: SessionDeps): Sessions {
  const registeredSchemes = new Set<string>();
  const policies = new WeakMap<Session, SessionPolicy>();
  const partitions = new Map<string, Session>();
  const protocols = new Map<string, Protocol>();

  const clearStorage = async (origins: readonly string[], storageTypes: string): Promise<void> => {
    const page = deps.page();
    if (page === null) return;
    for (const origin of origins)
      await page.send('Storage.clearDataForOrigin', {
        origin,
        storageTypes,
      } satisfies CdpObject);
  };

  const createSession = (partition: string): Session => {
    const policy = createSessionPolicy();
    const proxy = createProxySettings();
    const protocol = createProtocol(policy, deps, registeredSchemes);
    const session = strictPartial<Session>(
      'session',
      {
        protocol,
        webRequest: createWebRequest(policy),
        storagePath: null,
        isPersistent: () => partition === '' || partition.startsWith('persist:'),
        getStoragePath: () => null,
        setPermissionRequestHandler: (handler: unknown) => {
          policy.permissionRequest = handler as PermissionRequest | null;
        },
        setPermissionCheckHandler: (handler: unknown) => {
          policy.permissionCheck = handler as PermissionCheck | null;
        },
        setDevicePermissionHandler: () => undefined, // HID, serial and USB devices do not exist here.
        setUSBProtectedClassesHandler: () => undefined,
        setBluetoothPairingHandler: () => undefined,
        setDisplayMediaRequestHandler: () => undefined,
        setSpellCheckerEnabled: () => undefined,
        isSpellCheckerEnabled: () => false,
        setSpellCheckerLanguages: () => undefined,
        setDownloadPath: () => undefined,
        enableNetworkEmulation: () => {
          throw notImplemented('session.enableNetworkEmulation');
        },
        setUserAgent: () => undefined,
        setProxy: async (config) => {
          proxy.set(config);
        },
        forceReloadProxyConfig: () => Promise.resolve(),
        resolveProxy: async (url) => proxy.resolve(url),
        clearStorageData: (options) =>
          clearStorage(
            options?.origin === undefined
              ? deps.pageOrigins()
              : [deps.schemes.toBrowser(options.origin)],
            options?.storages?.join(',') ?? 'all',
          ),
        clearData: (options) =>
          clearStorage(
            options?.origins?.map((origin) => deps.schemes.toBrowser(origin)) ?? deps.pageOrigins(),
            'all',
          ),
        clearCache: async () => {
          await deps.page()?.send('Network.clearBrowserCache');
        },
        clearAuthCache: () => Promise.resolve(),
        clearHostResolverCache: () => Promise.resolve(),
        clearCodeCaches: () => Promise.resolve(),
        closeAllConnections: () => Promise.resolve(),
        flushStorageData: () => undefined,
        // Downloads, extensions and devices do not occur here, so their events are known but never emitted.
      },
      {
        emitter: new EventEmitter(),
        knownEvents: [
          'will-download',
          'select-hid-device',
          'select-serial-port',
          'select-usb-device',
          'preconnect',
          'spellcheck-dictionary-initialized',
          'spellcheck-dictionary-download-begin',
          'spellcheck-dictionary-download-success',
          'spellcheck-dictionary-download-failure',
        ],
      },
    );
    policies.set(session, policy);
    protocols.set(partition, protocol);
    return session;
  };

  const fromPartition = (partition: string): Session => {
    const session = partitions.get(partition) ?? createSession(partition);
    partitions.set(partition, session);
    return session;
  };
  const defaultSession = fromPartition('');
  const defaultProtocol = protocols.get('');
  if (defaultProtocol === undefined) throw new Error('stand-in: no default protocol');
  return {
    defaultSession,
    fromPartition,
    protocol: defaultProtocol,
    session: strictPartial<typeof Electron.session>('session', { defaultSession, fromPartition }),
    policyOf(session) {
      const policy = policies.get(session);
      if (policy === undefined) throw new Error('stand-in: not a session of this host');
      return policy;
    },
  };
}
