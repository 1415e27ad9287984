export { parseCertificate } from './certificate.ts';
export { parsePemCertificates } from './pem.ts';
