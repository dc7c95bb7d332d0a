/** A whole number with commas, "1,234,567". Not `toLocaleString`, whose answer depends on the machine. */
export const grouped = (value: number): string =>
  String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
