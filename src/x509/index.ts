export { parseCertificate } from './certificate.ts';
export { matchesName } from './hostname.ts';
export { parseIp } from './ip.ts';
export { parsePemCertificates } from './pem.ts';
export { type Pool, createPool } from './pool.ts';
export { type ChainOutcome, verifyChain } from './verify.ts';
