/** An event as whoever records it is told of it: the recorder knows when it happens. */
export type WithoutTime<Event> = Event extends unknown ? Omit<Event, "at"> : never;
