import type { Judge } from './common.ts';
import { nmap } from './nmap.ts';
import { sslscan } from './sslscan.ts';
import { sslyze } from './sslyze.ts';
import { testssl } from './testssl.ts';

export type { Judge, Judged } from './common.ts';

export const judges: readonly Judge[] = [nmap, sslscan, sslyze, testssl];
