import { nginxServers } from './servers/index.ts';
import { compare } from './support/compare.ts';

compare(nginxServers);
