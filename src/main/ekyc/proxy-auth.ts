/**
 * Parses the authentication schemes that a proxy offers with 407 (`Proxy-Authenticate`, RFC 9110, 11.7.1). The client
 * supports none of them; they are shown to the bank's IT.
 */

/** Known schemes. Others are not shown, because their text is chosen by the proxy. */
const SCHEMES = ['Negotiate', 'NTLM', 'Kerberos', 'Basic', 'Digest', 'Bearer'] as const;

/** A scheme is at the beginning or after a comma; a parameter is followed by an equals sign instead. */
const CHALLENGE = /(?:^|,)\s*([A-Za-z][\w-]*)(?=\s|,|$)/g;

/** @param headers each `Proxy-Authenticate` line. @returns names of the schemes, without repetition; empty without a known one. */
export const proxyAuthSchemes = (headers: readonly string[]): string[] => {
  const offered = headers.flatMap((header) =>
    // A quoted text may contain commas.
    [...header.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""').matchAll(CHALLENGE)].map(([, scheme = '']) =>
      scheme.toLowerCase(),
    ),
  );
  return SCHEMES.filter((scheme) => offered.includes(scheme.toLowerCase()));
};
