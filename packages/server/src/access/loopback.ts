/** Which hosts are this machine. */

/** Whether the host of a URL (as `URL.hostname` has it), or an address, is this machine by its very name. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase();
  return /^(?:localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(name);
}

/** The name in a `Host` header, spelled as URLs spell it; undefined where it is none. */
export function hostnameOf(host: string): string | undefined {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : undefined;
}
