/** Which names a label may have: any text in UTF-8 (the default of Prometheus 3), or the alphabet of Prometheus 2. */
export type LabelNames = 'utf8' | 'legacy';

const legacyName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
/** A legacy name in which $1, ${1} and ${name} may stand for characters; one way only to read each text, so that it takes linear time. */
const legacyTemplate = /^(?:[a-zA-Z_]|\$\{\w+\}|\$\w)(?:\w|\$\{\w+\}|\$\w)*$/;

/** model.ValidationScheme.IsValidLabelName of prometheus/common. */
export const isLabelName = (name: string, names: LabelNames): boolean =>
  names === 'legacy' ? legacyName.test(name) : name !== '' && !/\p{Cs}/u.test(name);

/** The same for a template (model/relabel/relabel.go, Config.Validate). */
export const isLabelTemplate = (template: string, names: LabelNames): boolean =>
  names === 'legacy' ? legacyTemplate.test(template) : isLabelName(template, names);

/** The name of a label that stands for any text: util/strutil of Prometheus, SanitizeLabelName. */
export const sanitizeLabelName = (text: string): string => text.replace(/[^a-zA-Z0-9_]/gu, '_');
