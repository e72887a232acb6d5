/** Handlers and settings of a session on the stand-in host. */
import type {
  CallbackResponse,
  HeadersReceivedResponse,
  OnBeforeRequestListenerDetails,
  OnHeadersReceivedListenerDetails,
  WebContents,
  WebRequestFilter,
} from 'electron';

type BeforeRequest = (
  details: OnBeforeRequestListenerDetails,
  callback: (response: CallbackResponse) => void,
) => void;
type HeadersReceived = (
  details: OnHeadersReceivedListenerDetails,
  callback: (response: HeadersReceivedResponse) => void,
) => void;
type ProtocolHandler = (request: Request) => Response | Promise<Response>;
type PermissionRequest = (
  webContents: WebContents,
  permission: string,
  callback: (granted: boolean) => void,
  details: Record<string, unknown>,
) => void;
type PermissionCheck = (
  webContents: WebContents | null,
  permission: string,
  origin: string,
  details: Record<string, unknown>,
) => boolean;

/** The handlers and settings that the app gave a session; read where requests and permissions are decided. */
export interface SessionPolicy {
  readonly handlers: Map<string, ProtocolHandler>;
  beforeRequest: {
    readonly filter: WebRequestFilter | null;
    readonly listener: BeforeRequest;
  } | null;
  headersReceived: {
    readonly filter: WebRequestFilter | null;
    readonly listener: HeadersReceived;
  } | null;
  permissionRequest: PermissionRequest | null;
  permissionCheck: PermissionCheck | null;
}

export type { BeforeRequest, HeadersReceived, PermissionCheck, PermissionRequest, ProtocolHandler };

/** A session without configuration: like Electron's, it allows everything. */
export function createSessionPolicy(): SessionPolicy {
  return {
    handlers: new Map(),
    beforeRequest: null,
    headersReceived: null,
    permissionRequest: null,
    permissionCheck: null,
  };
}

function patternMatches(pattern: string, url: string): boolean {
  if (pattern === '<all_urls>') return true;
  const source = pattern
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/^\*:/, '[a-z][a-z0-9+.-]*:')
    .replaceAll('*', '.*');
  return new RegExp(`^${source}$`, 'i').test(url);
}

/** Whether a webRequest filter covers an address. */
export function filterMatches(filter: WebRequestFilter | null, url: string): boolean {
  if (filter === null) return true;
  const excluded = filter.excludeUrls?.some((pattern) => patternMatches(pattern, url)) ?? false;
  const { urls } = filter;
  return !excluded && (urls.length === 0 || urls.some((pattern) => patternMatches(pattern, url)));
}
