import type { CipherCCMTypes, CipherChaCha20Poly1305Types, CipherGCMTypes } from 'node:crypto';

/** A cipher suite of TLS 1.3 that this engine computes, RFC 8446 appendix B.4. */
export interface Suite {
  readonly hash: 'sha256' | 'sha384';
  readonly hashLength: number; // bytes
  readonly cipher: CipherGCMTypes | CipherCCMTypes | CipherChaCha20Poly1305Types;
  readonly keyLength: number;
  readonly tagLength: number;
}

const sha256 = { hash: 'sha256', hashLength: 32 } as const;

export const suites: ReadonlyMap<number, Suite> = new Map<number, Suite>([
  [0x1301, { ...sha256, cipher: 'aes-128-gcm', keyLength: 16, tagLength: 16 }],
  [0x1302, { hash: 'sha384', hashLength: 48, cipher: 'aes-256-gcm', keyLength: 32, tagLength: 16 }],
  [0x1303, { ...sha256, cipher: 'chacha20-poly1305', keyLength: 32, tagLength: 16 }],
  [0x1304, { ...sha256, cipher: 'aes-128-ccm', keyLength: 16, tagLength: 16 }],
  [0x1305, { ...sha256, cipher: 'aes-128-ccm', keyLength: 16, tagLength: 8 }],
]);
