/**
 * Connections that come on top of what a decision or full depth needs, where the user asks for more: the bound of a target is raised by as many, and the
 * questions before leave room for them.
 */
export const connectionsFor = {
  cost: 10, // five handshakes and five resumed
  surface: 3, // paths
  certificate: 2, // of the user's, in TLS 1.3 and below
  scrapes: 20, // as many client certificates of scrapes are presented to a target at the most
} as const;
