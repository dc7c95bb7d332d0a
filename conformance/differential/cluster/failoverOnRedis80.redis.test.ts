import { testFailovers } from "./testFailovers.testkit.ts";

testFailovers("8.0");
