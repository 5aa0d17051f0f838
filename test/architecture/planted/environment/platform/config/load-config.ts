export const loadConfig = () => process.env;
