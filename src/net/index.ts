export { createDial, type AddressUse } from './create-dial.ts';
export { directConnect } from './direct.ts';
export { rootCertificates } from './roots.ts';
export { createThrowaway } from './throwaway.ts';
