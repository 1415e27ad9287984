export { parseCertificate } from './certificate.ts';
export { type Pool, createPool } from './go/pool.ts';
export { goParseError } from './go/read.ts';
export { type ChainOutcome, verifyChain } from './go/verify.ts';
export { matchesName } from './hostname.ts';
export { parseIp } from './ip.ts';
export { parsePemCertificates } from './pem.ts';
