export { fingerprintOf, recordedKeyPair } from './question.ts';
export { readRecording, type RawLine, type Recording, type Span } from './read.ts';
export { createRecorder } from './recorder.ts';
export { observeRecorded, recordedDiscovery, recordedPodNow } from './replay.ts';
