/** A large library, which scans that ask no cluster need not load: it is imported when a connection is made. */
export { Agent, Client } from 'undici';
