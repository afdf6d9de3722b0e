import type { Backup } from './queries';

/** Whether it is being made or verified, or will be within seconds. */
export const isBusy = ({ status, verification }: Backup): boolean => status === 'Waiting' || status === 'Running' || verification === 'Waiting' || verification === 'Running';
