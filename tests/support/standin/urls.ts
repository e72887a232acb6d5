/** Maps addresses between the app and Chromium on the stand-in host. */

/**
 * Plain Chromium cannot navigate to an unregistered scheme, so `app://kiosk/x` is shown to it as `https://kiosk.app.standin.test/x`.
 * `.test` is reserved (RFC 2606): such a name can never be a real host. Everything the app sees is mapped back.
 */
const SUFFIX = '.standin.test';

/** Maps addresses of the app's own schemes to those that Chromium gets, and back. */
export interface SchemeMap {
  /** Registers a scheme. */
  add(scheme: string): void;
  toBrowser(url: string): string;
  toApp(url: string): string;
}

/** Creates the map; it is empty until schemes are added. */
export function createSchemeMap(): SchemeMap {
  const schemes = new Set<string>();
  return {
    add: (scheme) => {
      schemes.add(scheme.toLowerCase());
    },
    toBrowser(url) {
      const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is.exec(url);
      const scheme = match?.[1]?.toLowerCase();
      if (match === null || scheme === undefined || !schemes.has(scheme)) return url;
      const urlPath = match[3] ?? '';
      return `https://${match[2] ?? ''}.${scheme}${SUFFIX}${urlPath.startsWith('/') ? urlPath : `/${urlPath}`}`;
    },
    toApp(url) {
      const match = /^(blob:)?https:\/\/([^/?#]*)(.*)$/is.exec(url);
      const host = match?.[2]?.toLowerCase();
      if (match === null || host === undefined || !host.endsWith(SUFFIX)) return url;
      const hostAndScheme = host.slice(0, -SUFFIX.length);
      const dot = hostAndScheme.lastIndexOf('.');
      const scheme = hostAndScheme.slice(dot + 1);
      return schemes.has(scheme)
        ? `${match[1] ?? ''}${scheme}://${hostAndScheme.slice(0, Math.max(dot, 0))}${match[3] ?? ''}`
        : url;
    },
  };
}

/** The origin of an address as in Electron, also for the app's own schemes, whose origin is 'null' in the URL class. */
export function originOf(url: string): string {
  return /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)/i.exec(url)?.[1] ?? 'null';
}
