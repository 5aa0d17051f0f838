export interface Quote {
  id: string;
}
