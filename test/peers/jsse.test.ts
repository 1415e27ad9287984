import { jsseServers } from './servers/index.ts';
import { compare } from './support/compare.ts';

compare(jsseServers);
