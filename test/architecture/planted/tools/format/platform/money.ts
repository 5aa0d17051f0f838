export const price = "12.50" ;
