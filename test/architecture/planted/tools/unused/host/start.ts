import { used } from '../platform/used.ts';
import { chalk } from 'chalk';

chalk(used);
