/** In a file of its own, to be loaded when it is needed: of a CommonJS package itself the bundle would have no named exports then. */
export { Agent, Client } from 'undici';
