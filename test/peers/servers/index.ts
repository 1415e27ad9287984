export { debianDefault, goServers } from './go.ts';
export { gnutlsServers } from './gnutls.ts';
export { jsseServers } from './jsse.ts';
export { nginxServers } from './nginx.ts';
export { nodeServers } from './node.ts';
export { opensslServers } from './openssl.ts';
export { stunnelServers } from './stunnel.ts';
