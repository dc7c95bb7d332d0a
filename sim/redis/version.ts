/** The one Redis whose behaviour and texts the model copies. */
export const redisVersion = "7.0.15";
