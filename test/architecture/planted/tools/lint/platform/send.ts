declare function send(): Promise<void>;
declare function each(visit: () => void): void;

export function flush(input: any): void {
  send();
  each(async () => {
    await send();
  });
  if (input == 1) console.log('sent');
}
