import { clean } from '../model/text.ts';
import { garbage } from './ended.ts';
import type { LineReader } from './line-reader.ts';

export interface ResponseHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

const mostHead = 16 * 1024;
const headersWord = 'response headers';
const mostInformational = 8;
const statusLine = /^HTTP\/1\.\d ([1-5]\d\d)(?: |$)/;
const field = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*(.*?)[ \t]*$/;

/** Fields of one name are joined with a comma, RFC 9110 section 5.3; lines that are no field are left out. */
function headersOf(lines: readonly string[]): Readonly<Record<string, string>> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = field.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    const before = headers.get(name.toLowerCase());
    headers.set(name.toLowerCase(), clean(before === undefined ? value : `${before}, ${value}`, 2000));
  }
  return Object.fromEntries(headers);
}

async function readOneHead(lines: LineReader): Promise<ResponseHead> {
  const first = await lines.line(mostHead, headersWord);
  const status = statusLine.exec(first)?.[1];
  if (status === undefined) throw garbage(`answers with "${clean(first, 40)}", which is not HTTP/1`);
  const fields: string[] = [];
  for (let room = mostHead - first.length; ;) {
    const line = await lines.line(room, headersWord);
    if (line === '') return { status: Number(status), headers: headersOf(fields) };
    room -= line.length + 2;
    fields.push(line);
  }
}

/** The head of the final response; informational ones (1xx) are skipped, all but 101. Throws `Ended`: garbage, or too much. */
export async function readHead(lines: LineReader): Promise<ResponseHead> {
  for (let count = 0; count <= mostInformational; count += 1) {
    const head = await readOneHead(lines);
    if (head.status >= 200 || head.status === 101) return head;
  }
  throw garbage(`more than ${mostInformational} informational responses`);
}
