/** What a CronJob takes as its schedule, and what not: asked of our own parser, and of a real API server. */
export const schedules = [
  '0 3 * * *',
  '*/5 0-6,12-18/2 1,15 JAN-jun mon-FRI',
  '@daily',
  '@midnight',
  '* * ? * ?',
  '5/10 * * * 0',
  '0 0 31 12 6',
];
export const noSchedules = [
  '* * * *',
  '* * * * * *',
  '60 * * * *',
  '* 24 * * *',
  '* * 0 * *',
  '* * 32 * *',
  '* * * 13 *',
  '* * * * 7',
  'TZ=UTC 0 3 * * *',
  '*/0 * * * *',
];
