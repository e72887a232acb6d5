/**
 * Calls F and G have no slash at the end in the service's document, and have one in its later versions. The document's
 * form goes first; what the service wanted instead is remembered for as long as the client lives.
 */
export interface PathMemory {
  /** The form of a path to use now. */
  current(path: string): string;
  /** Whether the form with a slash may still be tried. */
  mayGainSlash(path: string): boolean;
  remember(path: string): void;
}

export const createPathMemory = (): PathMemory => {
  const slashed = new Set<string>();
  return {
    current: (path) => (slashed.has(path) ? `${path}/` : path),
    mayGainSlash: (path) => !path.endsWith('/') && !slashed.has(path),
    remember: (path) => void slashed.add(path),
  };
};

const SLASH_REDIRECTS = new Set([301, 302, 307, 308]);

/** Whether an answer only asks for the same path with a slash at its end, at the same origin. */
export const isSlashRedirect = (status: number, location: string | null, asked: URL): boolean => {
  if (!SLASH_REDIRECTS.has(status) || location === null) return false;
  const target = URL.parse(location, asked);
  return target !== null && target.origin === asked.origin && target.username === '' && target.pathname === `${asked.pathname}/`;
};
