import { brokenMemory } from "./broken/brokenMemory.ts";
import { brokenStreams } from "./broken/brokenStreams.ts";
import { referenceMemory } from "./memory/memorySubject.ts";
import { referenceStreams } from "./streams/streamsSubject.ts";
import type { EventStreamerSubject } from "./subject.ts";

/** Every implementation of the event-streamer contract that can be put on trial by name. */
export const eventStreamerSubjects: readonly EventStreamerSubject[] = [
  referenceMemory,
  referenceStreams,
  ...brokenMemory,
  ...brokenStreams,
];
