import { testFailovers } from "./testFailovers.testkit.ts";

testFailovers("valkey-8.1");
