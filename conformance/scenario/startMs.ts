/** Every run begins at this instant: a Thursday at midnight, UTC, so that cron expressions have something to say. */
export const startMs = Date.UTC(2026, 0, 1);
