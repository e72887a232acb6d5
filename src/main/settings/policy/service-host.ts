/** Whether the policy lets an address be the service. */
const HTTPS_PORT = '443';

/** @param hosts as in the policy file; none is no limit. */
export const isServiceHostAllowed = (address: string, hosts: readonly string[]): boolean => {
  if (hosts.length === 0) return true;
  if (!URL.canParse(address)) return false;
  const { hostname, port } = new URL(address);
  return hosts.some((host) => {
    const [name = '', wantedPort = HTTPS_PORT] = host.split(':');
    const isNamed = name.startsWith('*.')
      ? hostname.endsWith(name.slice(1)) && hostname.length > name.length - 1
      : hostname === name;
    return isNamed && (port || HTTPS_PORT) === wantedPort;
  });
};
