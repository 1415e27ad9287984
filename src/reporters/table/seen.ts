import { grouped } from '../../model/grouped.ts';
import type { Observation, Report } from '../../model/report.ts';
import { addressText } from '../../model/subject.ts';
import { clean, count, withoutCommands } from '../../model/text.ts';
import { some } from '../strings.ts';
import { cell, heading, paragraph, type Page } from './page.ts';
import { row, widthOf } from './layout.ts';
import { seenLines } from './seen-lines.ts';
import type { Line } from './seen-words.ts';

const mostText = 4000;
const mostWidth = 22;

const safe = ([label, text]: Line): Line => [withoutCommands(clean(label, 100)), withoutCommands(clean(text, mostText))];

const nameOf = ({ address, target }: Observation): string => withoutCommands(clean(address ? addressText(address) : target, 200));

/** What TLS showed of itself, target by target; those of an endpoint that showed the same stand together. */
export function seen({ observations }: Report, page: Page): string[] {
  const spoke = observations.map((observation) => ({ observation, lines: seenLines(observation.facts).map(safe) }));
  const alike = grouped(
    spoke.filter(({ lines }) => lines.length > 0),
    ({ observation, lines }) => JSON.stringify([observation.endpoint, lines]),
  );
  if (alike.size === 0) return [];
  return [...heading(page, 'Seen on the wire'), ...[...alike.values()].flatMap((group) => block(group, page))];
}

function block(group: readonly { readonly observation: Observation; readonly lines: readonly Line[] }[], page: Page): string[] {
  const [first] = group;
  if (!first) return [];
  const connections = group.map(({ observation }) => observation.connections);
  const most = count(Math.max(...connections), 'connection');
  const title = `${some(
    group.map(({ observation }) => nameOf(observation)),
    3,
  )} (${most})`;
  const width = Math.min(mostWidth, Math.max(...first.lines.map(([label]) => widthOf(label))));
  return [
    ...paragraph(page, 2, title, page.bold),
    ...first.lines.flatMap(([label, text]) => row(4, [cell(label, page.dim, width), cell(text)], page.width)),
  ];
}
