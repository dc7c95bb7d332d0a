import type { Listing } from "./textListing.ts";

/** The listing for programs. */
export const jsonListing = (listing: Listing): string => `${JSON.stringify(listing, null, 2)}\n`;
