/** node-forge's DER reader alone: the whole library takes three times as long to import. */
declare module 'node-forge/lib/asn1.js' {
  import { asn1 } from 'node-forge';

  export default asn1;
}
