/** Ways to sign in that a proxy offers with 407 (RFC 9110, 11.7.1). The client supports none of them. */

/** Those with a registered or common name; others are not shown, because the text is the proxy's. */
const SCHEMES = ['Negotiate', 'NTLM', 'Kerberos', 'Basic', 'Digest', 'Bearer'] as const;

/** A scheme stands at the beginning or after a comma; a parameter has an equals sign directly after its name. */
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
