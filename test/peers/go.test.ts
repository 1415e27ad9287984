import { goServers } from './servers/index.ts';
import { compare } from './support/compare.ts';

compare(goServers);
