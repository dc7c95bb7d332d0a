import { testFailovers } from "./testFailovers.testkit.ts";

testFailovers("7.0");
