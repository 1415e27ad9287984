// Plain pictures that can be read on a light and on a dark page.
const style = `<style>
text { font: 13px system-ui, sans-serif; fill: #57606a } .title { font-weight: 600 } .ours { fill: #1a7f37 } .other { fill: #8c959f } .grid { stroke: #8c959f55 }
.line { fill: none; stroke: #1a7f37; stroke-width: 2 }
@media (prefers-color-scheme: dark) { text { fill: #9198a1 } .ours { fill: #3fb950 } .line { stroke: #3fb950 } }
</style>`;

const escaped = (text) => String(text).replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
const text = (x, y, content, more = '') => `<text x="${x}" y="${y}" ${more}>${escaped(content)}</text>`;

const page = (width, height, title, content) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">
${style}
${text(0, 16, title, 'class="title"')}
${content.join('\n')}
</svg>
`;

/** Horizontal bars, the longest as wide as there is room: of rows `{ label, value, note, ours }`. */
export function bars(title, rows) {
  const [left, width, step] = [190, 720, 26];
  const most = Math.max(...rows.map(({ value }) => value));
  const room = width - left - 170;
  const content = rows.flatMap(({ label, value, note, ours }, index) => {
    const y = 34 + index * step;
    const length = Math.max(1, (value / most) * room);
    return [
      text(left - 8, y + 13, label, 'text-anchor="end"'),
      `<rect x="${left}" y="${y}" width="${length.toFixed(1)}" height="18" rx="2" class="${ours ? 'ours' : 'other'}"/>`,
      text(left + length + 8, y + 13, note),
    ];
  });
  return page(width, 44 + rows.length * step, title, content);
}

/** A line over the number of endpoints, both axes linear: of points `{ x, y, note }`. Several stand side by side: of panels `{ title, points }`. */
export function lines(title, panels) {
  const [width, height, inner] = [360, 260, { left: 56, top: 56, right: 70, bottom: 34 }];
  const content = panels.flatMap(({ title: name, points }, index) => {
    const [mostX, mostY] = [Math.max(...points.map(({ x }) => x)), Math.max(...points.map(({ y }) => y))];
    const x = (value) => index * width + inner.left + (value / mostX) * (width - inner.left - inner.right);
    const y = (value) => height - inner.bottom - (value / mostY) * (height - inner.top - inner.bottom);
    return [
      text(index * width, 40, name),
      `<path class="grid" d="M${x(0)} ${y(mostY)}V${y(0)}H${x(mostX)}"/>`,
      `<path class="line" d="M${points.map((point) => `${x(point.x).toFixed(1)} ${y(point.y).toFixed(1)}`).join('L')}"/>`,
      ...points.flatMap((point) => [
        `<circle class="ours" cx="${x(point.x).toFixed(1)}" cy="${y(point.y).toFixed(1)}" r="4"/>`,
        text(x(point.x) + 8, y(point.y) - 6, point.note),
      ]),
      text(x(mostX), height - 12, `${mostX.toLocaleString('en')} endpoints`, 'text-anchor="end"'),
    ];
  });
  return page(width * panels.length, height, title, content);
}
