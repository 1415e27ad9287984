import { expect, it } from 'vitest';
import { parseCron } from '../../src/commands/cron.ts';
import { noSchedules, schedules } from '../support/schedules.ts';

const neither = ['', '5-3 * * * *', '1-2-3 * * * *', '*/2/2 * * * *', '@reboot', '@DAILY', '-1 * * * *', '* * * sun *'];

it.each(schedules)('takes %j', (text) => expect(parseCron(text)).toBe(text));
it('sets single spaces', () => expect(parseCron('  0   3 * *\t* ')).toBe('0 3 * * *'));
it.each([...noSchedules, ...neither])('refuses %j', (text) => expect(() => parseCron(text)).toThrow(/Give five fields/));
it('says which field is wrong', () => expect(() => parseCron('0 25 * * *')).toThrow('"25" is no hour.'));
