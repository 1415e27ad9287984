import { usageError } from '../model/errors.ts';
import { clean } from '../model/text.ts';
import { readLabelSelector, type LabelSelector } from '../prometheus/index.ts';

/** Reads a selector as kubectl's -l takes it: "app=pgx,tier!=test,env in (a,b),!legacy"; '' selects all. Throws a usage error. */
export function parseSelector(text: string): LabelSelector {
  const selector = readLabelSelector(text);
  if ('unreadable' in selector)
    throw usageError(
      `--selector ${clean(text, 200)}: cannot read "${clean(selector.unreadable, 100)}"`,
      "for example: -l 'app=shop,tier in (db,cache)'",
    );
  return selector;
}
